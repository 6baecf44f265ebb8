/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Where everything goes that the suite says about itself: {@code <home>/log/allmende.log}, and standard error if wished.
 *
 * <p>Takes the place of both standard streams, so that a library that prints is in the log too and standard output carries the
 * program's own words only. A file that has grown to {@value #FULL} bytes is moved aside; {@value #KEPT} old ones are kept. A log that
 * cannot be written (a full disk) is dropped silently rather than stopping the suite. Safe for concurrent use.
 */
final class Log extends OutputStream {

    private static final long FULL = 10_000_000;
    private static final int KEPT = 5;

    private static final Logger VECTORS =
            Logger.getLogger("org.apache.lucene.internal.vectorization.VectorizationProvider");

    private final Path file;
    private final OutputStream terminal;
    private OutputStream out;
    private long written;

    private Log(Path file, OutputStream terminal) throws IOException {
        this.file = file;
        this.terminal = terminal;
        Files.createDirectories(file.getParent());
        open();
    }

    /**
     * @param echo whether standard error shows it too
     * @return the standard output as it was
     */
    static PrintStream begin(Path home, boolean echo) {
        PrintStream stdout = System.out;
        OutputStream terminal = echo ? new FileOutputStream(FileDescriptor.err) : OutputStream.nullOutputStream();
        try {
            PrintStream log =
                    new PrintStream(new Log(home.resolve("log/allmende.log"), terminal), true, StandardCharsets.UTF_8);
            System.setOut(log);
            System.setErr(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // What comes through java.util.logging looks like the rest.
        System.setProperty(
                "java.util.logging.SimpleFormatter.format", "%1$tF %1$tT.%1$tL%1$tz [-] %4$s %2$s - %5$s%6$s%n");
        // Lucene's vectors want an incubator module, which costs more at the start than short texts ever win back.
        VECTORS.setLevel(Level.SEVERE);
        String level = System.getenv().getOrDefault("ALLMENDE_LOG", "info");
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", level);
        System.setProperty("org.slf4j.simpleLogger.showDateTime", "true");
        System.setProperty("org.slf4j.simpleLogger.dateTimeFormat", "yyyy-MM-dd HH:mm:ss.SSSXXX");
        if (!level.equals("debug") && !level.equals("trace")) {
            System.setProperty("org.slf4j.simpleLogger.log.org.eclipse.jetty", "warn");
            System.setProperty("org.slf4j.simpleLogger.log.org.apache.felix.http", "warn");
        }
        return stdout;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) throws IOException {
        terminal.write(bytes, from, length);
        try {
            if (written + length > FULL) {
                roll();
            }
            out.write(bytes, from, length);
            written += length;
        } catch (IOException e) {
            // Said above: no line is worth the suite.
        }
    }

    private void open() throws IOException {
        out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        written = Files.size(file);
    }

    private void roll() throws IOException {
        out.close();
        for (int age = KEPT - 1; age >= 0; age--) {
            Path older = aged(age);
            if (Files.exists(older)) {
                Files.move(older, aged(age + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        open();
    }

    private Path aged(int age) {
        return age == 0 ? file : file.resolveSibling("allmende." + age + ".log");
    }
}
