/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.help.HelpFormatter;
import org.apache.commons.cli.help.TextHelpAppendable;

/** Tells what can be typed. */
final class Help {

    private static final int WIDTH = 110;

    private Help() {}

    static void ofStart(PrintStream out) throws IOException {
        print(
                out,
                "allmende start [options]",
                "Serves until SIGTERM. Prints one line to standard output once every feature is healthy.",
                Start.options());
    }

    static void ofAll(PrintStream out, Options options) throws IOException {
        print(
                out,
                "allmende start|WORD… [options]",
                "Community features for an existing forum or CMS, swapped while the site runs.",
                options);
        List.of(
                        "  start                       serve; see allmende start --help",
                        "  site build SITE             make a signed site of features; also key, sign, rotate",
                        "",
                        "Every other word is carried out by the suite that runs on the home, else by one started for it:",
                        "  import FILE… [--strict]     bring in a forum archive (JSON lines)",
                        "  plugins list                what is installed; also plan, install, update, restart, remove,"
                                + " rollback, hold, off, on, safe-mode",
                        "  apply FILE [--dry-run]      make features and settings match a file",
                        "  dev DIR                     swap in what each build of a feature's project changes",
                        "  sites list                  the sites that are trusted here; also add, refresh, remove",
                        "  password NAME               make a new password for a member who lost theirs",
                        "  help                        all words of the suite on the home")
                .forEach(out::println);
    }

    private static void print(PrintStream out, String syntax, String description, Options options) throws IOException {
        TextHelpAppendable text = new TextHelpAppendable(out);
        text.setMaxWidth(WIDTH);
        HelpFormatter.builder()
                .setHelpAppendable(text)
                .setShowSince(false)
                .get()
                .printHelp(syntax, description, options, "", false);
        out.flush();
    }
}
