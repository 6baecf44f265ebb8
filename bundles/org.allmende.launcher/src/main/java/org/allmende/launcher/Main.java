/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;

/**
 * The command line: {@code start}, or a word for the suite.
 *
 * <p>Exit status: 0 done, 1 failed (one line on standard error says why), 2 wrong usage.
 */
public final class Main {

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    /** Words that make sense before there is anything, and so make the home. */
    private static final Set<String> FIRST_WORDS = Set.of("import", "apply", "restore", "help");

    static final Option HOME = option("home", "DIR", "Where the deployment keeps all it has (default: home).");

    static final Option HELP =
            Option.builder("h").longOpt("help").desc("Tell what can be done.").get();

    static final Option VERSION = Option.builder("V")
            .longOpt("version")
            .desc("Tell which version this is.")
            .get();

    private Main() {}

    /** @param argument what follows it; empty if nothing does */
    static Option option(String name, String argument, String description) {
        Option.Builder option = Option.builder().longOpt(name).desc(description);
        return argument.isEmpty()
                ? option.get()
                : option.hasArg().argName(argument).get();
    }

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        try {
            return arguments.length > 0 && arguments[0].equals("start") ? start(rest(arguments)) : word(arguments);
        } catch (Misuse e) {
            System.err.println(e.getMessage());
            System.err.println("See: allmende --help");
            return MISUSED;
        } catch (Failure e) {
            terminal().println(e.getMessage());
            return FAILED;
        } catch (Exception e) {
            e.printStackTrace();
            terminal().println("Allmende failed: " + e);
            return FAILED;
        }
    }

    private static String[] rest(String[] arguments) {
        return Arrays.copyOfRange(arguments, 1, arguments.length);
    }

    /** Standard error may be the log by now. */
    private static PrintStream terminal() {
        return new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    }

    private static int start(String[] arguments) throws Misuse, IOException, InterruptedException {
        CommandLine said = parsed(Start.options(), arguments);
        if (said.hasOption(HELP)) {
            Help.ofStart(System.out);
            return DONE;
        }
        if (said.hasOption(VERSION)) {
            System.out.println(version());
            return DONE;
        }
        return new Start(said).run();
    }

    private static CommandLine parsed(Options options, String[] arguments) throws Misuse {
        try {
            CommandLine said =
                    DefaultParser.builder().setAllowPartialMatching(false).get().parse(options, arguments);
            for (Option option : options.getOptions()) {
                once(said, option);
            }
            return said;
        } catch (ParseException e) {
            throw new Misuse(e.getMessage());
        }
    }

    /** The first of two would win, which nobody may have meant; and nothing is not a value. */
    private static void once(CommandLine said, Option option) throws Misuse {
        String[] values = said.getOptionValues(option);
        if (values == null) {
            return;
        }
        if (values.length > 1) {
            throw new Misuse("--" + option.getLongOpt() + " is given " + values.length + " times; once is enough");
        }
        if (values[0].isBlank()) {
            throw new Misuse("--" + option.getLongOpt() + " is followed by nothing");
        }
    }

    /** What is not ours is the word's own: only the suite knows its options. */
    private static int word(String[] arguments) throws Misuse, IOException, InterruptedException {
        List<String> words = new ArrayList<>();
        List<String> homes = new ArrayList<>();
        for (Iterator<String> said = List.of(arguments).iterator(); said.hasNext(); ) {
            String next = said.next();
            if (next.equals("--home")) {
                homes.add(said.hasNext() ? said.next() : "");
            } else if (next.startsWith("--home=")) {
                homes.add(next.substring("--home=".length()));
            } else {
                words.add(next);
            }
        }
        if (homes.size() > 1 || homes.contains("")) {
            throw new Misuse("--home is to be given once, with a directory");
        }
        String home = homes.isEmpty() ? "home" : homes.getFirst();
        if (words.isEmpty()) {
            Help.ofAll(System.err, options());
            return MISUSED;
        }
        if (words.contains("--help") || words.contains("-h")) {
            Help.ofAll(System.out, options());
            return DONE;
        }
        if (words.getFirst().equals("--version") || words.getFirst().equals("-V")) {
            System.out.println(version());
            return DONE;
        }
        if (words.getFirst().startsWith("-")) {
            throw new Misuse("There is no option " + words.getFirst());
        }
        if (Alone.knows(words.getFirst())) {
            return new Alone(Distribution.here().path()).run(words);
        }
        Path path = Path.of(home).toAbsolutePath().normalize();
        if (homes.isEmpty() && !FIRST_WORDS.contains(words.getFirst()) && Files.notExists(path)) {
            throw new Failure("There is no home at " + path
                    + ". Name the one that is meant with --home DIR; allmende start" + " makes a new one.");
        }
        return new Words(path, words).run();
    }

    private static Options options() {
        return new Options().addOption(HOME).addOption(HELP).addOption(VERSION);
    }

    /** As the build wrote it into the jar. */
    private static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return "Allmende " + (version == null ? "(development)" : version);
    }
}
