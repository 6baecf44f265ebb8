/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import aQute.bnd.differ.DiffPluginImpl;
import aQute.bnd.osgi.Jar;
import aQute.bnd.service.diff.Delta;
import aQute.bnd.service.diff.Diff;
import aQute.bnd.service.diff.Tree;
import aQute.bnd.service.diff.Type;
import aQute.bnd.version.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.allmende.itests.house.House.Bundle;
import org.allmende.itests.house.House.Storey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The versions of contract packages tell the truth: whoever compiled against the recorded baseline still runs, or the version says
 * that they don't.
 *
 * <p>bnd's differ compares, knowing who implements and who merely calls an interface. The baseline of each contract bundle is a text
 * in {@code cnf/baseline}, one line an element. It is recorded anew when a version is released:
 * {@code mvn -pl itests/house -am verify -Dbaseline.record=true -Dtest=BaselineTest -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class BaselineTest {

    private static final boolean RECORD = Boolean.getBoolean("baseline.record");

    private static Stream<Bundle> contracts() {
        return House.bundles().stream().filter(bundle -> bundle.storey() == Storey.CONTRACT);
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void everyPackagesVersionFitsWhatChangedInIt(Bundle bundle) throws Exception {
        Path recorded = House.ROOT.resolve("cnf/baseline").resolve(bundle.name() + ".txt");
        Tree now = api(bundle);
        if (RECORD) {
            Files.createDirectories(recorded.getParent());
            Files.writeString(recorded, write(now));
        }
        assertThat(recorded)
                .as("recorded baseline of %s; the Javadoc says how to make it", bundle)
                .exists();
        List<String> wrong = faults(read(House.text(recorded)), now);
        if (!wrong.isEmpty()) {
            fail("%s changed more than its versions say:%n%s", bundle, String.join("\n", wrong));
        }
    }

    @Test
    void whatIsWrittenIsReadBack() throws Exception {
        Tree api = api(contracts().findFirst().orElseThrow());
        assertThat(api.diff(read(write(api))).getDelta()).isEqualTo(Delta.UNCHANGED);
    }

    @Test
    void aMethodThatGoesAndOneThatComesAreSeen() throws Exception {
        String text = write(api(contracts().findFirst().orElseThrow()));
        String method =
                text.lines().filter(line -> line.contains("METHOD")).findFirst().orElseThrow();
        Tree with = read(text);
        Tree without = read(text.replaceFirst("(?m)^" + Pattern.quote(method) + "\\n( {4} *.*\\n)*?(?= {0,3}\\S)", ""));
        assertThat(faults(with, without))
                .as("%s taken away", method)
                .singleElement()
                .asString()
                .contains("2.0.0");
        assertThat(faults(without, with)).as("%s added", method).isNotEmpty();
    }

    @Test
    void whatOnlyTheRuntimeImplementsMayGrow() throws Exception {
        Tree now = api(contracts().findFirst().orElseThrow());
        assertThat(faults(without("org.allmende.api.store.Store", now), now))
                .singleElement()
                .asString()
                .contains("1.1.0");
        assertThat(faults(without("org.allmende.api.host.Host", now), now))
                .singleElement()
                .asString()
                .contains("2.0.0");
    }

    /** As if nobody had thought yet of what an interface can do. */
    private static Tree without(String type, Tree api) throws Exception {
        String from = " " + type + "\n";
        String text = write(api);
        int begin = text.indexOf("INTERFACE", text.lastIndexOf('\n', text.indexOf(from)));
        String before = text.substring(0, begin);
        String after = text.substring(begin);
        return read(before + after.replaceFirst("(?m)^ {3}METHOD .*\\n( {4}.*\\n)*", ""));
    }

    /** Packages whose version is lower than bnd asks for, with the reason. */
    private static List<String> faults(Tree older, Tree newer) {
        List<String> wrong = new ArrayList<>();
        for (Diff change : newer.diff(older).getChildren()) {
            if (change.getType() != Type.PACKAGE || change.getDelta() == Delta.ADDED) {
                continue;
            }
            if (change.getDelta() == Delta.REMOVED) {
                wrong.add(change.getName() + " is gone; keep it beside the new one");
                continue;
            }
            Version was = version(change.getOlder());
            Version is = version(change.getNewer());
            Version needed = needed(was, change.getDelta(ignored -> ignored.getType() == Type.VERSION));
            if (is.compareTo(needed) < 0) {
                wrong.add(change.getName() + " " + is + " needs @Version(\"" + needed + "\"), for " + what(change));
            }
        }
        return wrong;
    }

    private static Version needed(Version was, Delta delta) {
        return switch (delta) {
            case MAJOR, REMOVED -> new Version(was.getMajor() + 1, 0, 0);
            case MINOR, ADDED -> new Version(was.getMajor(), was.getMinor() + 1, 0);
            case MICRO, CHANGED -> new Version(was.getMajor(), was.getMinor(), was.getMicro() + 1);
            case UNCHANGED, IGNORED -> was;
        };
    }

    private static String what(Diff change) {
        List<String> changed = new ArrayList<>();
        for (Diff type : change.getChildren()) {
            if (type.getDelta() != Delta.UNCHANGED && type.getType() != Type.VERSION) {
                List<String> members = type.getChildren().stream()
                        .filter(member -> member.getDelta() != Delta.UNCHANGED)
                        .map(member -> member.getDelta() + " " + member.getName())
                        .toList();
                changed.add(type.getDelta() + " " + type.getName() + (members.isEmpty() ? "" : " " + members));
            }
        }
        return String.join(", ", changed);
    }

    private static Version version(Tree onePackage) {
        for (Tree child : onePackage.getChildren()) {
            if (child.getType() == Type.VERSION) {
                return new Version(child.getName());
            }
        }
        throw new AssertionError(onePackage.getName() + " has no version");
    }

    private static Tree api(Bundle bundle) throws Exception {
        try (Stream<Path> jars = Files.list(bundle.folder().resolve("target"));
                Jar jar = new Jar(
                        jars.filter(file -> file.getFileName().toString().matches(bundle.name() + "-[0-9.]+\\.jar"))
                                .findFirst()
                                .orElseThrow()
                                .toFile())) {
            return new DiffPluginImpl().tree(jar).get("<api>");
        }
    }

    /** One line an element: its depth as spaces, its kind, what adding and removing it means, its name. */
    private static String write(Tree tree) {
        StringBuilder out = new StringBuilder();
        write(tree.serialize(), 0, out);
        return out.toString();
    }

    private static void write(Tree.Data data, int depth, StringBuilder out) {
        out.append(" ".repeat(depth))
                .append(data.type)
                .append(' ')
                .append(data.add)
                .append(' ')
                .append(data.rem);
        out.append(' ').append(data.name).append('\n');
        if (data.children != null) {
            for (Tree.Data child : data.children) {
                write(child, depth + 1, out);
            }
        }
    }

    private static Tree read(String text) throws Exception {
        Deque<Tree.Data> open = new ArrayDeque<>();
        Tree.Data root = null;
        for (String line : text.lines().toList()) {
            int depth = line.length() - line.stripLeading().length();
            String[] parts = line.stripLeading().split(" ", 4);
            Tree.Data data = new Tree.Data();
            data.type = Type.valueOf(parts[0]);
            data.add = Delta.valueOf(parts[1]);
            data.rem = Delta.valueOf(parts[2]);
            data.name = parts[3];
            data.children = new Tree.Data[0];
            while (open.size() > depth) {
                open.pop();
            }
            if (open.isEmpty()) {
                root = data;
            } else {
                Tree.Data parent = open.peek();
                Tree.Data[] children = Arrays.copyOf(parent.children, parent.children.length + 1);
                children[children.length - 1] = data;
                parent.children = children;
            }
            open.push(data);
        }
        return new DiffPluginImpl().deserialize(root);
    }
}
