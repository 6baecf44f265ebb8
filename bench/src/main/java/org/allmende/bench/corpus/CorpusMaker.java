/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.bench.corpus;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.allmende.bench.Benchmark;
import org.allmende.bench.Options;

/** Makes a forum archive and says how fast. */
public final class CorpusMaker implements Benchmark {

    @Override
    public String name() {
        return "corpus";
    }

    @Override
    public String usage() {
        return "--posts 100000 --seed 1 --out FILE [--sample ARCHIVE.ndjson,FOLDER-OF-XX.txt --language en]";
    }

    @Override
    public Map<String, Object> run(Options options) throws Exception {
        long posts = Long.parseLong(options.text("posts", "100000"));
        long seed = Long.parseLong(options.text("seed", "1"));
        Path out = options.path("out", Path.of("bench/target/corpus-" + posts + "-" + seed + ".ndjson"))
                .toAbsolutePath();
        List<Path> samples = Stream.of(options.text("sample", "").split(","))
                .filter(path -> !path.isBlank())
                .map(Path::of)
                .toList();
        if (out.getParent() != null) {
            Files.createDirectories(out.getParent());
        }
        long began = System.nanoTime();
        Corpus.Made made = Corpus.write(out, posts, seed, samples, options.text("language", "en"));
        double seconds = (System.nanoTime() - began) / 1e9;
        long all = made.topics() + made.posts();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("file", out.getFileName().toString());
        result.put("members", made.members());
        result.put("topics", made.topics());
        result.put("posts", all);
        result.put("bytes", made.bytes());
        result.put("seconds", seconds);
        result.put("postsPerSecond", Math.round(all / seconds));
        System.out.printf(
                "%,d posts in %,d topics by %,d members, %,d MB in %.1f s: %,d posts/s%n",
                all, made.topics(), made.members(), made.bytes() / 1_000_000, seconds, Math.round(all / seconds));
        return result;
    }
}
