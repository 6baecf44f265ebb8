/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The code in each package's tour compiles against the contract as it is. */
class TourTest {

    private static final Path SOURCES = Path.of("src/main/java/org/allmende/api");
    private static final Pattern CODE = Pattern.compile("<pre>\\{@code\\n(.*?)\\n \\* \\}</pre>", Pattern.DOTALL);

    /** What a tour takes for granted: names in scope, or that it stands inside a class or a method. */
    private static final Map<String, String> SURROUNDINGS = Map.ofEntries(
            Map.entry("lease", "void tour(Leases leases, Draft draft) { /*tour*/ }"),
            Map.entry("problem", "void tour() { /*tour*/ }"),
            Map.entry("content", "void tour() { /*tour*/ }"),
            Map.entry("store", "void tour(Store store) { /*tour*/ }"),
            Map.entry("event", "/*tour*/"),
            Map.entry(
                    "host",
                    "void tour(Hosts hosts, Ref ref, Store store, Statement caseClosed, String id, Optional<Ref> moderator)"
                            + " { /*tour*/ }"),
            Map.entry("gate", "/*tour*/"),
            Map.entry(
                    "job",
                    "void tour(Store store, Statement scheduled, String campaign, ZoneId zone, Instant due) { /*tour*/ }"),
            Map.entry("text", "void tour(Messages messages, Viewer viewer) { /*tour*/ }"),
            Map.entry("health", "Health tour() { /*tour*/ }"),
            Map.entry("console", "static class Tour { /*tour*/ }"),
            Map.entry("search", "void tour(Search search, Viewer viewer) { /*tour*/ }"),
            Map.entry("web", "/*tour*/"),
            Map.entry(
                    "audit",
                    "void tour(Audit audit, Store store, Unit unit, Request request, Post post) { /*tour*/ }"));

    @TempDir
    Path classes;

    @TestFactory
    List<DynamicTest> everyTourCompiles() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path info : packageInfos()) {
            String name = info.getParent().getFileName().toString();
            tests.add(DynamicTest.dynamicTest(name, () -> compile(name, surrounded(name, tour(info)))));
        }
        return tests;
    }

    @Test
    void aTourThatDoesNotFitTheContractIsNoticed() {
        assertThat(errors("x", surrounded("problem", "Problem.nonsense();"))).contains("nonsense");
    }

    private static List<Path> packageInfos() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.endsWith("package-info.java"))
                    .sorted()
                    .toList();
        }
    }

    private static String tour(Path info) throws IOException {
        Matcher matcher = CODE.matcher(Files.readString(info));
        assertThat(matcher.find()).as("a tour in %s", info).isTrue();
        return matcher.group(1).replaceAll("(?m)^ \\* ?", "");
    }

    private static String surrounded(String name, String tour) {
        if (name.equals("member")) {
            int statement = tour.indexOf("if (");
            return tour.substring(0, statement) + "void tour(Viewer viewer) { " + tour.substring(statement) + " }";
        }
        String surroundings = SURROUNDINGS.get(name);
        assertThat(surroundings).as("surroundings for the tour of %s", name).isNotNull();
        return surroundings.replace("/*tour*/", tour);
    }

    private void compile(String name, String body) {
        assertThat(errors(name, body)).as(body).isEmpty();
    }

    private String errors(String name, String body) {
        StringBuilder source = new StringBuilder();
        try {
            for (Path info : packageInfos()) {
                source.append("import org.allmende.api.")
                        .append(info.getParent().getFileName())
                        .append(".*;\n");
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        source.append("import java.time.*;\nimport java.util.*;\n");
        source.append("import org.osgi.service.component.annotations.Component;\n");
        source.append("class Tour_").append(name).append(" {\n").append(body).append("\n}\n");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter output = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavaFileObject file =
                    new SimpleJavaFileObject(
                            URI.create("string:///Tour_" + name + ".java"), JavaFileObject.Kind.SOURCE) {
                        @Override
                        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                            return source;
                        }
                    };
            List<String> options = List.of(
                    "-d", classes.toString(), "-proc:none", "-classpath", System.getProperty("java.class.path"));
            boolean good = compiler.getTask(output, files, null, options, null, List.of(file))
                    .call();
            return good ? "" : output.toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
