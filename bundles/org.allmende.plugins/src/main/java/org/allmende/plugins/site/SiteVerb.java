/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.site;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.allmende.api.console.Terminal;
import org.allmende.api.console.Verb;
import org.allmende.api.problem.ProblemException;

/**
 * {@code allmende site …}: makes and signs sites. It needs no suite and no home, so the command line runs it by itself; its
 * texts are those of the command line, which are English.
 */
public final class SiteVerb implements Verb {

    private static final String USAGE = """
            site key FILE                                            make a key and keep it in FILE
            site build SITE [SOURCE…] [--name NAME]                  put archives, or a distribution's features, on a site
            site sign SITE --key FILE… [--days 30]                   sign what was built
            site rotate SITE --key FILE… --to FILE… [--threshold N]  let other keys speak for the site""";

    private final Optional<Path> distribution;
    private final Clock clock;

    /** @param distribution whose features are put on a site when no source is named */
    public SiteVerb(Optional<Path> distribution, Clock clock) {
        this.distribution = distribution;
        this.clock = clock;
    }

    /** What was said after {@code site}: plain words, and what followed each option. */
    private record Said(List<String> words, Options options) {

        static Optional<Said> of(List<String> arguments) {
            List<String> words = new ArrayList<>();
            Options options = new Options(new ArrayList<>(), new ArrayList<>(), "", "", "");
            for (int i = 0; i < arguments.size(); i++) {
                String word = arguments.get(i);
                if (!word.startsWith("--")) {
                    words.add(word);
                } else if (i + 1 == arguments.size()) {
                    return Optional.empty();
                } else {
                    Optional<Options> more = options.with(word, arguments.get(++i));
                    if (more.isEmpty()) {
                        return Optional.empty();
                    }
                    options = more.get();
                }
            }
            return Optional.of(new Said(words, options));
        }
    }

    private record Options(List<Path> keys, List<Path> to, String name, String days, String threshold) {

        Optional<Options> with(String option, String value) {
            switch (option) {
                case "--key" -> keys.add(Path.of(value));
                case "--to" -> to.add(Path.of(value));
                case "--name" -> {
                    return Optional.of(new Options(keys, to, value, days, threshold));
                }
                case "--days" -> {
                    return number(value).map(days -> new Options(keys, to, name, days, threshold));
                }
                case "--threshold" -> {
                    return number(value).map(threshold -> new Options(keys, to, name, days, threshold));
                }
                default -> {
                    return Optional.empty();
                }
            }
            return Optional.of(this);
        }

        private static Optional<String> number(String value) {
            return Optional.of(value).filter(text -> text.matches("[1-9]\\d{0,3}"));
        }

        int lasting() {
            return days.isEmpty() ? 30 : Integer.parseInt(days);
        }

        int needed() {
            return threshold.isEmpty() ? 1 : Integer.parseInt(threshold);
        }
    }

    @Override
    public String name() {
        return "site";
    }

    @Override
    public String usage() {
        return USAGE;
    }

    @Override
    public int run(List<String> arguments, Terminal terminal) {
        Optional<Said> said = Said.of(arguments).filter(one -> one.words().size() >= 2);
        if (said.isEmpty()) {
            return wrong(terminal);
        }
        try {
            return run(said.get(), terminal);
        } catch (ProblemException e) {
            terminal.error(e.problem().detail());
            return FAILED;
        } catch (FileAlreadyExistsException e) {
            terminal.error(e.getFile() + " is there already, and stays as it is.");
            return FAILED;
        } catch (IOException e) {
            terminal.error(e.getMessage() == null ? e.toString() : e.toString().replaceFirst("^[\\w.]+\\.", ""));
            return FAILED;
        }
    }

    private int wrong(Terminal terminal) {
        terminal.error(USAGE);
        return WRONG_USAGE;
    }

    private int run(Said said, Terminal terminal) throws IOException {
        Path place = Path.of(said.words().get(1));
        SiteBuilder site = new SiteBuilder(place, clock);
        Options options = said.options();
        switch (said.words().getFirst()) {
            case "key" -> {
                SigningKey key = SigningKey.make();
                key.write(place);
                terminal.line("The key " + key.verifying().id() + " is in " + place
                        + ". Whoever has this file can sign for you.");
            }
            case "build" -> {
                Listing listing = site.build(sources(said), name(options, place, site));
                listing.entries()
                        .forEach(entry -> terminal.line(
                                entry.id() + " " + entry.version() + ", " + (entry.size() + 1023) / 1024 + " KiB"));
            }
            case "sign" -> {
                if (options.keys().isEmpty()) {
                    return wrong(terminal);
                }
                String fingerprint = site.sign(keys(options.keys()), Duration.ofDays(options.lasting()));
                terminal.line(
                        "Signed, to be believed for " + options.lasting() + " days. Administrators add the site with");
                terminal.line("  allmende sites add NAME ADDRESS " + fingerprint);
            }
            case "rotate" -> {
                if (options.keys().isEmpty() || options.to().isEmpty()) {
                    return wrong(terminal);
                }
                Keys keys = site.rotate(keys(options.keys()), keys(options.to()), options.needed());
                terminal.line("From version " + keys.version() + " of the keys on, " + keys.threshold() + " of "
                        + keys.keys().size() + " must sign. Now sign the site with them.");
            }
            default -> {
                return wrong(terminal);
            }
        }
        return DONE;
    }

    private List<Path> sources(Said said) {
        List<Path> named = said.words().stream().skip(2).map(Path::of).toList();
        return named.isEmpty() ? distribution.stream().toList() : named;
    }

    private static String name(Options options, Path place, SiteBuilder site) throws IOException {
        if (!options.name().isEmpty()) {
            return options.name();
        }
        return site.name()
                .orElseGet(
                        () -> place.toAbsolutePath().normalize().getFileName().toString());
    }

    private static List<SigningKey> keys(List<Path> files) throws IOException {
        List<SigningKey> keys = new ArrayList<>();
        for (Path file : files) {
            keys.add(SigningKey.read(file));
        }
        return keys;
    }
}
