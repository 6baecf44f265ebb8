/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.site;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.text.Phrases;
import org.allmende.plugins.feature.StrictJson;
import org.allmende.plugins.journal.Durable;
import org.allmende.plugins.journal.JsonLine;
import org.allmende.plugins.told.Note;
import org.allmende.plugins.told.Refusal;

/**
 * A site that an administrator trusts: its keys, and the newest catalogue that they signed, both kept on disk so that they are
 * there when the site is not. Nothing takes the place of what is kept before it has shown that it follows it. Thread-safe.
 *
 * <p>The checks are those of the client workflow of The Update Framework: keys version by version, then signature, serial and
 * expiry of the catalogue, then size and hash of an archive.
 */
public final class Site {

    private static final String ABOUT = "site.json";
    private static final String KEYS = "keys.json";
    private static final String CATALOGUE = Listing.FILE;
    private static final String LOOKED = "looked.json";
    private static final int LARGEST_KEYS = 64 << 10;
    private static final int MOST_ROTATIONS = 1000;

    private final String id;
    private final String address;
    private final Path folder;
    private final Clock clock;
    /** One look at a time; meanwhile everybody reads what was known before. */
    private final ReentrantLock looking = new ReentrantLock();

    private volatile Keys keys;
    private volatile Optional<Kept> kept = Optional.empty();
    private volatile Optional<Look> look = Optional.empty();

    /** The newest catalogue that was believed. */
    private record Kept(Envelope envelope, Listing listing) {}

    /** @param trouble why the catalogue could not be had anew */
    private record Look(Instant at, Optional<Note> trouble) {}

    /**
     * How a site stands.
     *
     * @param listing empty if none was ever had
     * @param looked when the site was asked last
     * @param trouble why the last look failed
     * @param expired whether what is kept is believed no more: nothing is installed from it
     */
    public record State(
            String id,
            String address,
            Optional<Listing> listing,
            Optional<Instant> looked,
            Optional<Note> trouble,
            boolean expired) {

        /** How old what is known of it is, as it is told to people. */
        public String age(Phrases phrases) {
            return listing.map(known -> phrases.get(
                            expired ? "sites.expired" : "sites.as-of",
                            "moment",
                            phrases.moment(expired ? known.expires() : known.made())))
                    .orElseGet(() -> phrases.get("sites.nothing"));
        }
    }

    private Site(String id, String address, Path folder, Keys keys, Clock clock) {
        this.id = id;
        this.address = address;
        this.folder = folder;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Begins to trust a site.
     *
     * @param folder where it is to be kept; not there yet
     * @param fingerprint of its first keys, as its owner tells it
     * @throws Refusal if there is no site, or its keys are others
     */
    static Site add(String id, String address, String fingerprint, Path folder, Clock clock) {
        try (Origin origin = Origin.at(address)) {
            String file = Keys.file(1);
            Envelope first = Envelope.read(file, needed(origin, file, LARGEST_KEYS));
            Keys keys = Keys.read(file, first);
            String seen = Keys.fingerprint(first);
            if (!seen.equalsIgnoreCase(fingerprint.replaceAll("[\\s:]", ""))) {
                throw new Refusal(Note.of("site-other-keys", "address", address, "seen", seen));
            }
            if (!keys.haveSigned(first)) {
                throw new Refusal(Note.of("site-keys-unsigned", "file", file));
            }
            Files.createDirectories(folder);
            Site site = new Site(id, address, folder, keys, clock);
            site.write(KEYS, first.json());
            Map<String, Object> about = new LinkedHashMap<>();
            about.put("address", address);
            about.put("added", clock.instant().toString());
            site.write(ABOUT, JsonLine.of(about));
            return site;
        } catch (IOException e) {
            throw unreachable(address, e.getMessage(), e);
        } catch (InterruptedException e) {
            throw interrupted(address, e);
        }
    }

    /** Reads one that was added before. */
    static Site read(String id, Path folder, Clock clock) throws IOException {
        StrictJson.Node about = StrictJson.object(ABOUT, Files.readAllBytes(folder.resolve(ABOUT)));
        Envelope keys = Envelope.read(KEYS, Files.readAllBytes(folder.resolve(KEYS)));
        Site site = new Site(id, about.needed("address").text(), folder, Keys.read(KEYS, keys), clock);
        Path catalogue = folder.resolve(CATALOGUE);
        if (Files.exists(catalogue)) {
            Envelope envelope = Envelope.read(CATALOGUE, Files.readAllBytes(catalogue));
            if (site.keys.haveSigned(envelope)) {
                site.kept = Optional.of(new Kept(envelope, Listing.read(CATALOGUE, envelope)));
            }
        }
        Path looked = folder.resolve(LOOKED);
        if (Files.exists(looked)) {
            StrictJson.Node node = StrictJson.object(LOOKED, Files.readAllBytes(looked));
            site.look = Optional.of(new Look(Times.read(node.needed("at")), Optional.empty()));
        }
        return site;
    }

    public String id() {
        return id;
    }

    public State state() {
        Optional<Kept> known = kept;
        Optional<Look> last = look;
        return new State(
                id,
                address,
                known.map(Kept::listing),
                last.map(Look::at),
                last.flatMap(Look::trouble),
                known.filter(one -> isOver(end(one))).isPresent());
    }

    /** Neither a catalogue nor what has signed it is good for ever. */
    private Instant end(Kept one) {
        Instant ofKeys = keys.expires();
        Instant ofListing = one.listing().expires();
        return ofKeys.isBefore(ofListing) ? ofKeys : ofListing;
    }

    private boolean isOver(Instant expires) {
        return !clock.instant().isBefore(expires);
    }

    /**
     * Asks the site what it has. What was kept before stays if it does not answer, or answers what can't be believed.
     *
     * @throws Refusal which of these it was
     */
    public Listing refresh() {
        looking.lock();
        try {
            return look();
        } finally {
            looking.unlock();
        }
    }

    private Listing look() {
        try (Origin origin = Origin.at(address)) {
            follow(origin);
            dropWhatNoKeyVouchesFor();
            Kept next = believed(Envelope.read(CATALOGUE, needed(origin, CATALOGUE, Envelope.LARGEST)));
            write(CATALOGUE, next.envelope().json());
            kept = Optional.of(next);
            looked(Optional.empty());
            return next.listing();
        } catch (Refusal e) {
            looked(Optional.of(e.note()));
            throw e;
        } catch (ProblemException e) {
            looked(Optional.of(Note.said(e.problem().detail())));
            throw e;
        } catch (IOException e) {
            Refusal refusal = unreachable(address, e.getMessage(), e);
            looked(Optional.of(refusal.note()));
            throw refusal;
        } catch (InterruptedException e) {
            throw interrupted(address, e);
        }
    }

    /** From version to version of the keys. */
    private void follow(Origin origin) throws IOException, InterruptedException {
        for (int i = 0; i < MOST_ROTATIONS; i++) {
            String file = Keys.file(keys.version() + 1);
            Optional<byte[]> next = content(origin, file, LARGEST_KEYS);
            if (next.isEmpty()) {
                break;
            }
            Envelope envelope = Envelope.read(file, next.get());
            keys = keys.following(file, envelope);
            write(KEYS, envelope.json());
        }
        if (isOver(keys.expires())) {
            throw new Refusal(Note.of("site-keys-expired", "address", address, "at", keys.expires()));
        }
    }

    /** A key that was taken out vouches for nothing any more, also not by the number of its last catalogue. */
    private void dropWhatNoKeyVouchesFor() throws IOException {
        if (kept.filter(one -> !keys.haveSigned(one.envelope())).isPresent()) {
            kept = Optional.empty();
            Files.deleteIfExists(folder.resolve(CATALOGUE));
        }
    }

    private Kept believed(Envelope envelope) {
        if (!keys.haveSigned(envelope)) {
            boolean known = envelope.signatures().stream()
                    .anyMatch(signature -> keys.keys().containsKey(signature.key()));
            throw new Refusal(Note.of(known ? "site-altered" : "site-stranger", "address", address));
        }
        Listing listing = Listing.read(CATALOGUE, envelope);
        if (isOver(listing.expires())) {
            throw new Refusal(Note.of("site-expired", "address", address, "at", listing.expires()));
        }
        kept.ifPresent(before -> {
            boolean other = !Arrays.equals(before.envelope().document(), envelope.document());
            if (listing.serial() < before.listing().serial()
                    || other && listing.serial() == before.listing().serial()) {
                throw new Refusal(Note.of(
                        "site-older",
                        "address",
                        address,
                        "serial",
                        listing.serial(),
                        "known",
                        before.listing().serial()));
            }
        });
        return new Kept(envelope, listing);
    }

    private void looked(Optional<Note> trouble) {
        look = Optional.of(new Look(clock.instant(), trouble));
        try {
            write(LOOKED, JsonLine.of(Map.of("at", clock.instant().toString())));
        } catch (IOException e) {
            // Only when the site was asked last is forgotten with the next start.
            look = Optional.of(new Look(clock.instant(), trouble.or(() -> Optional.of(noRoom(e)))));
        }
    }

    private Note noRoom(IOException cause) {
        return Note.of("site-not-kept", "folder", folder, "error", cause.getMessage());
    }

    /**
     * Fetches an archive, and sees that it is the one that was signed.
     *
     * @return a file in the site's folder, for the caller to delete
     * @throws Refusal if it can't be had, or is another
     */
    public Path fetch(Entry entry) {
        if (state().expired()) {
            throw new Refusal(Note.of("site-expired", "address", address, "at", end(kept.orElseThrow())));
        }
        Path file = null;
        try (Origin origin = Origin.at(address)) {
            file = Files.createTempFile(folder, "fetched", ".part");
            Optional<InputStream> in = origin.open(entry.archive(), entry.size());
            if (in.isEmpty()) {
                throw new IOException("there is no " + entry.archive());
            }
            copy(in.get(), file, entry);
            Path fetched = file;
            file = null;
            return fetched;
        } catch (IOException e) {
            throw new Refusal(Note.of("archive-unreachable", "archive", entry.archive(), "error", e.getMessage()), e);
        } catch (InterruptedException e) {
            throw interrupted(address, e);
        } finally {
            deleteQuietly(file);
        }
    }

    private static void copy(InputStream from, Path file, Entry entry) throws IOException {
        MessageDigest digest = Hashes.sha256();
        try (InputStream in = from;
                OutputStream out = new DigestOutputStream(Files.newOutputStream(file), digest)) {
            in.transferTo(out);
        }
        long size = Files.size(file);
        if (size != entry.size()) {
            throw new Refusal(
                    Note.of("archive-truncated", "archive", entry.archive(), "size", size, "expected", entry.size()));
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(entry.sha256())) {
            throw new Refusal(Note.of("archive-altered", "archive", entry.archive()));
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // A left-over of a failed fetch; what failed is being told.
        }
    }

    private static byte[] needed(Origin origin, String path, int most) throws IOException, InterruptedException {
        return content(origin, path, most)
                .orElseThrow(() -> new IOException("there is no " + path + "; is it a site?"));
    }

    private static Optional<byte[]> content(Origin origin, String path, int most)
            throws IOException, InterruptedException {
        Optional<InputStream> in = origin.open(path, most);
        if (in.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream content = in.get()) {
            return Optional.of(content.readAllBytes());
        }
    }

    private static Refusal unreachable(String address, String error, Exception cause) {
        return new Refusal(Note.of("site-unreachable", "address", address, "error", error), cause);
    }

    private static Refusal interrupted(String address, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return unreachable(address, "interrupted", cause);
    }

    private void write(String name, byte[] content) throws IOException {
        Durable.write(folder.resolve(name), content);
    }

    @Override
    public String toString() {
        return id + " at " + address;
    }
}
