/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.site;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A site on the web. Redirections are not followed: a site is where its administrator said. Connecting and each answer's first
 * byte have a limit, and so has a whole file, by its size: at least {@value #SLOWEST} bytes a second.
 */
final class WebOrigin implements Origin {

    static final int SLOWEST = 16 << 10;

    private final URI root;
    private final Duration patience;
    private final HttpClient client;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("allmende site watch").factory());

    WebOrigin(URI root, Duration patience) {
        this.root = root;
        this.patience = patience;
        this.client = HttpClient.newBuilder()
                .connectTimeout(patience)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    @Override
    public Optional<InputStream> open(String path, long most) throws IOException, InterruptedException {
        URI file = root.resolve(path);
        HttpRequest request = HttpRequest.newBuilder(file)
                .timeout(patience)
                .header("Accept", "application/octet-stream, application/json")
                .build();
        HttpResponse<InputStream> response;
        try {
            response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new IOException(file + " can't be reached: " + why, e);
        }
        if (response.statusCode() == 200) {
            return Optional.of(watched(new Measured(response.body(), file.toString(), most), file, most));
        }
        response.body().close();
        if (response.statusCode() == 404 || response.statusCode() == 410) {
            return Optional.empty();
        }
        throw new IOException(file + " answers " + response.statusCode());
    }

    /** Whoever gives a byte now and then would hold us for ever. */
    private InputStream watched(InputStream in, URI file, long most) {
        AtomicBoolean late = new AtomicBoolean();
        Duration limit = patience.plusSeconds(most / SLOWEST);
        ScheduledFuture<?> alarm = watch.schedule(
                () -> {
                    late.set(true);
                    in.close();
                    return null;
                },
                limit.toMillis(),
                TimeUnit.MILLISECONDS);
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                try {
                    int count = super.read(buffer, offset, length);
                    if (count < 0 && late.get()) {
                        throw new IOException("it ended");
                    }
                    return count;
                } catch (IOException e) {
                    throw late.get()
                            ? new IOException(file + " did not come within " + limit.toSeconds() + " s", e)
                            : e;
                }
            }

            @Override
            public void close() throws IOException {
                alarm.cancel(false);
                super.close();
            }
        };
    }

    @Override
    public void close() {
        watch.shutdownNow();
        client.shutdownNow();
    }
}
