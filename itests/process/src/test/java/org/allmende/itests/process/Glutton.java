/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.process;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** Takes all memory of another virtual machine, as a feature would that never lets go. */
public final class Glutton {

    private Glutton() {}

    /** Runs in the other machine, which does not live to see the end of it. */
    public static void agentmain(String nothing) {
        List<long[]> eaten = new ArrayList<>();
        while (true) {
            eaten.add(new long[1 << 20]);
        }
    }

    static void let(Path folder, long pid) throws IOException, AttachNotSupportedException {
        Path jar = jar(folder.resolve("glutton.jar"));
        VirtualMachine other = VirtualMachine.attach(Long.toString(pid));
        try {
            other.loadAgent(jar.toString());
            throw new AssertionError("there was memory enough");
        } catch (IOException | AgentLoadException | AgentInitializationException expected) {
            // It is gone, and says nothing more.
        }
    }

    private static Path jar(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Agent-Class", Glutton.class.getName());
        String file = Glutton.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                InputStream in = Glutton.class.getClassLoader().getResourceAsStream(file)) {
            out.putNextEntry(new ZipEntry(file));
            in.transferTo(out);
        }
        return jar;
    }
}
