/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Whether swaps leave something behind: metaspace, classes, threads and open files of the process, after a full collection, while
 * all features are swapped in turn and pages are read between.
 *
 * <p>The compiler's profiles of methods lie in metaspace too, and grow as long as it learns; to see what swaps leave, run it with
 * {@code ALLMENDE_JAVA_OPTIONS=-XX:TieredStopAtLevel=1}, which keeps none.
 */
public final class FlatBench implements Benchmark {

    private static final List<String> PAGES = List.of("/", "/search?q=commons", "/moderation", "/admin/campaigns");

    /** What the process has. */
    private record Resources(int swaps, long metaspaceKilobytes, long classes, long threads, long files) {

        Map<String, Object> figures() {
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("swaps", swaps);
            figures.put("metaspaceKilobytes", metaspaceKilobytes);
            figures.put("classes", classes);
            figures.put("threads", threads);
            figures.put("files", files);
            return figures;
        }
    }

    @Override
    public String name() {
        return "flat";
    }

    @Override
    public String usage() {
        return "--swaps 300 --every 50";
    }

    @Override
    public Map<String, Object> run(Options options) throws Exception {
        int swaps = options.number("swaps", 300);
        int every = options.number("every", 50);
        Path distribution = Bench.distribution();
        Path work = Suite.freshHome("flat-work");
        List<Variant> variants = new ArrayList<>();
        for (String feature : SwapBench.FEATURES) {
            variants.add(Variant.make(distribution, feature, work.resolve("variants")));
        }
        List<Resources> seen = new ArrayList<>();
        Path home = Suite.freshHome("flat");
        try (Suite suite = new Suite(distribution, home).start()) {
            suite.stop();
        }
        Ledger.millionRows(home, SwapBench.FEATURES, 1_000);
        try (Suite suite = new Suite(distribution, home, "--allow-unsigned").start()) {
            Client admin = new Client(suite.address("/"), "admin", Suite.PASSWORD);
            for (int done = 0; done < swaps; done++) {
                swap(suite, variants.get(done % variants.size()), done / variants.size());
                for (String page : PAGES) {
                    admin.get(page);
                }
                // The first ones load what is used once.
                if ((done + 1) % every == 0 || done + 1 == 4 * variants.size()) {
                    seen.add(resources(suite, done + 1));
                    System.out.println(seen.getLast());
                }
            }
            suite.stop();
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("seen", seen.stream().map(Resources::figures).toList());
        Resources first = seen.getFirst();
        Resources last = seen.getLast();
        System.out.printf(
                "from swap %d to swap %d: metaspace %+d kB of %d, classes %+d, threads %+d, files %+d (to be flat)%n",
                first.swaps(),
                last.swaps(),
                last.metaspaceKilobytes() - first.metaspaceKilobytes(),
                first.metaspaceKilobytes(),
                last.classes() - first.classes(),
                last.threads() - first.threads(),
                last.files() - first.files());
        return result;
    }

    private static void swap(Suite suite, Variant variant, int round) throws Exception {
        String state = round == 0
                ? SwapBench.upload(suite.address("/api/v1/plugins?wait=true"), variant.archive())
                : SwapBench.version(
                        suite.address("/api/v1/plugins/" + variant.feature() + "?wait=true"),
                        round % 2 == 0 ? Variant.NEXT : Variant.BASE);
        if (!state.equals("PROBATION") && !state.equals("DONE")) {
            throw new IllegalStateException("a swap of " + variant.feature() + " ended in " + state);
        }
    }

    private static Resources resources(Suite suite, int swaps) throws Exception {
        // What is put away is uninstalled a little later, and its classes go with the collection after that.
        Thread.sleep(3_000);
        String pid = String.valueOf(suite.pid());
        tool("jcmd", pid, "GC.run");
        Thread.sleep(1_000);
        tool("jcmd", pid, "GC.run");
        String[] lines = tool("jstat", "-gc", pid).split("\n");
        List<String> names = List.of(lines[0].trim().split("\\s+"));
        String[] values = lines[1].trim().split("\\s+");
        String[] loaded = tool("jstat", "-class", pid).split("\n")[1].trim().split("\\s+");
        return new Resources(
                swaps,
                (long) Double.parseDouble(values[names.indexOf("MU")]),
                Long.parseLong(loaded[0]) - Long.parseLong(loaded[2]),
                count(Path.of("/proc/" + pid + "/task")),
                count(Path.of("/proc/" + pid + "/fd")));
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    private static String tool(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(words));
        command.set(0, Path.of(System.getProperty("java.home"), "bin", words[0]).toString());
        Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(tool.getInputStream().readAllBytes());
        if (tool.waitFor() != 0) {
            throw new IllegalStateException(command + " said " + said);
        }
        return said;
    }
}
