/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.allmende.api.event.Event;
import org.allmende.api.event.Events;
import org.allmende.api.health.Health;
import org.allmende.api.health.HealthCheck;
import org.allmende.api.lease.Offer;
import org.allmende.web.message.Answer;
import org.allmende.web.watch.Checks;
import org.allmende.web.watch.WatchRoute;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WatchTest {

    private final TestSite site = new TestSite();
    private final CountDownLatch end = new CountDownLatch(1);

    @BeforeEach
    void offer() {
        WatchRoute route = new WatchRoute(
                new Checks(site.leases, site.store), site.metrics, site.leases, new NoEvents(), site.messages);
        site.offers.add(new TestSite.Offered<>(org.allmende.api.web.Route.class, "org.allmende.web", 0, route));
    }

    @AfterEach
    void close() throws Exception {
        end.countDown();
        site.close();
    }

    private void part(String feature, HealthCheck check) {
        Offer<?> offer = new TestSite.Offered<>(HealthCheck.class, feature, 3, check);
        site.offers.add(offer);
    }

    private static HealthCheck check(java.util.function.Supplier<Health> health) {
        return new HealthCheck() {
            @Override
            public Health check() {
                return health.get();
            }
        };
    }

    @Test
    void everyPartIsAskedAndNobodyNeedsToSignIn() {
        part("search", check(() -> Health.degraded("index", "rebuilding")));
        Answer answer = site.get("/health");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(TestSite.text(answer))
                .contains("\"status\":\"degraded\"", "{\"part\":\"store\",\"level\":\"good\"", "\"rebuilding\"");
    }

    @Test
    void aPartThatFailsOrHangsIsBadAndTheOthersAreStillAsked() {
        part("broken", check(() -> {
            throw new NoClassDefFoundError("x/Y");
        }));
        part("hanging", check(() -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Health.good("");
        }));
        part("search", check(() -> Health.good("")));
        Answer answer = site.get("/health");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(TestSite.text(answer))
                .contains("\"status\":\"bad\"", "\"part\":\"broken\",\"level\":\"bad\"", "x/Y")
                .contains("\"part\":\"hanging\",\"level\":\"bad\",\"detail\":\"It did not answer within a second.\"")
                .contains("\"part\":\"search\",\"level\":\"good\"");
    }

    @Test
    void aStoreThatIsGoneIsBad() {
        site.store.failing = true;
        assertThat(site.get("/health").status()).isEqualTo(503);
    }

    @Test
    void figuresAreForAdministratorsAndReadableByPrometheus() {
        assertThat(site.get("/metrics").status()).isEqualTo(401);
        Answer answer = site.get("/metrics", "Authorization", "Bearer good");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(TestSite.text(answer).lines())
                .allMatch(line -> line.matches("# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\\{[^}]*})? -?[0-9.E+-]+"));
        assertThat(TestSite.text(answer)).contains("allmende_consumer_lag{consumer=\"a\\\"b\",feature=\"search\"} 7");
    }

    @Test
    void theOverviewShowsWhatFollowsAndHowItIs() {
        String page = TestSite.text(site.get("/admin", "Authorization", "Bearer good", "Accept", "text/html"));
        assertThat(page).contains("All healthy", "Who follows events", "a\"b", "aria-current=\"page\"");
    }

    private static final class NoEvents implements Events {
        @Override
        public long newest() {
            return 12;
        }

        @Override
        public long floor() {
            return 0;
        }

        @Override
        public List<Event> after(long offset, int limit) {
            return List.of();
        }

        @Override
        public AutoCloseable listen(Runnable arrived) {
            return () -> {};
        }

        @Override
        public List<Progress> progress() {
            return List.of(new Progress("a\"b", "search", 5, 7, 0));
        }

        @Override
        public boolean settled(long millis) {
            return true;
        }
    }
}
