/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The command line: {@code start}, or a word for the suite.
 *
 * <p>Exit status: 0 done, 1 failed (one line on standard error says why), 2 wrong usage.
 */
@Command(
        name = "allmende",
        subcommands = Start.class,
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        description = "Community features for an existing forum or CMS, swapped while the site runs.",
        footer = {
            "",
            "Every other word is carried out by the suite that runs on the home, else by one started for it:",
            "  import FILE… [--strict]     bring in a forum archive (JSON lines)",
            "  plugins list                what is installed; also plan, install, update, restart, remove, rollback, hold",
            "  help                        all words of the suite on the home"
        })
public final class Main implements Callable<Integer> {

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Where the deployment keeps all it has (default: home).")
    Path home = Path.of("home");

    @Parameters(arity = "0..*", paramLabel = "WORD", description = "What to do.")
    List<String> words = List.of();

    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        return new CommandLine(new Main())
                .setUsageHelpWidth(110)
                .setUnmatchedOptionsArePositionalParams(true)
                .setExecutionExceptionHandler((e, command, parsed) -> failed(e))
                .setParameterExceptionHandler(Main::misused)
                .execute(arguments);
    }

    @Override
    public Integer call() throws Exception {
        if (words.isEmpty()) {
            spec.commandLine().usage(System.err);
            return CommandLine.ExitCode.USAGE;
        }
        return new Words(home.toAbsolutePath().normalize(), words).run();
    }

    private static int failed(Exception e) {
        // Standard error may be the log by now.
        PrintStream terminal = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        if (e instanceof Failure) {
            terminal.println(e.getMessage());
        } else {
            e.printStackTrace();
            terminal.println("Allmende failed: " + e);
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static int misused(CommandLine.ParameterException e, String[] arguments) {
        System.err.println(e.getMessage());
        System.err.println("See: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    /** As the build wrote it into the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"Allmende " + (version == null ? "(development)" : version)};
        }
    }
}
