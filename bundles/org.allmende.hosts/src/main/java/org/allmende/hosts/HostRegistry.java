/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.hosts;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.content.Space;
import org.allmende.api.content.Topic;
import org.allmende.api.host.Capability;
import org.allmende.api.host.Host;
import org.allmende.api.host.Hosts;
import org.allmende.api.member.Viewer;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hosts there are, by id. A question about an item goes to the host that its reference names; where that is not there, the
 * item is not there. Keeps nothing. Safe for concurrent use.
 */
@Component(service = {Hosts.class, HostRegistry.class})
public final class HostRegistry implements Hosts {

    private static final Logger LOG = LoggerFactory.getLogger(HostRegistry.class);

    private final Map<String, Host> hosts = new ConcurrentSkipListMap<>();

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void add(Host host) {
        Host before = hosts.putIfAbsent(host.id(), host);
        if (before != null) {
            LOG.error(
                    "Two hosts call themselves {}; {} is not used. Cure: give one of them another id",
                    host.id(),
                    host.getClass().getName());
        }
    }

    void remove(Host host) {
        hosts.remove(host.id(), host);
    }

    Collection<Host> all() {
        return List.copyOf(hosts.values());
    }

    Optional<Host> host(String id) {
        return Optional.ofNullable(hosts.get(id));
    }

    @Override
    public Set<String> ids() {
        return Set.copyOf(hosts.keySet());
    }

    @Override
    public boolean can(Ref item, Capability capability) {
        return of(item).map(host -> host.capabilities().contains(capability)).orElse(false);
    }

    @Override
    public Optional<Space> space(Ref space) {
        return of(space).flatMap(host -> host.space(space));
    }

    @Override
    public Optional<Topic> topic(Ref topic) {
        return of(topic).flatMap(host -> host.topic(topic));
    }

    @Override
    public Optional<Post> post(Ref post) {
        return of(post).flatMap(host -> host.post(post));
    }

    @Override
    public List<Topic> topics(List<Ref> topics) {
        return inOrder(topics, Host::topics, Topic::ref);
    }

    @Override
    public List<Post> posts(List<Ref> posts) {
        return inOrder(posts, Host::posts, Post::ref);
    }

    /** Asks each host once for all that is its own. */
    private <T> List<T> inOrder(
            List<Ref> refs, BiFunction<Host, List<Ref>, List<T>> ask, Function<? super T, Ref> refOf) {
        Map<String, List<Ref>> byHost = byHost(refs);
        if (byHost.size() == 1) {
            return of(refs.getFirst()).map(host -> ask.apply(host, refs)).orElse(List.of());
        }
        Map<Ref, T> found = new HashMap<>();
        byHost.forEach((id, own) ->
                host(id).ifPresent(host -> ask.apply(host, own).forEach(item -> found.put(refOf.apply(item), item))));
        return refs.stream().filter(found::containsKey).map(found::get).toList();
    }

    @Override
    public List<Space> spaces() {
        return hosts.values().stream().flatMap(host -> host.spaces().stream()).toList();
    }

    @Override
    public Host.Scan scan(String host, String after, int limit) {
        return host(host).map(it -> it.scan(after, limit)).orElse(new Host.Scan(List.of(), Optional.empty()));
    }

    @Override
    public boolean mayRead(Viewer viewer, Ref space) {
        return of(space).map(host -> host.mayRead(viewer, space)).orElse(false);
    }

    @Override
    public Set<Ref> readable(Viewer viewer) {
        Set<Ref> found = new LinkedHashSet<>();
        hosts.values().forEach(host -> found.addAll(host.readable(viewer)));
        return found;
    }

    @Override
    public Set<Ref> moderated(Viewer viewer) {
        if (viewer.member().isEmpty()) {
            return Set.of();
        }
        Set<Ref> found = new LinkedHashSet<>();
        for (Host host : hosts.values()) {
            host.spaces().stream()
                    .map(Space::ref)
                    .filter(space -> host.moderates(viewer, space))
                    .forEach(found::add);
        }
        return found;
    }

    @Override
    public Optional<String> link(Ref item) {
        return of(item).map(host -> host.link(item));
    }

    @Override
    public Map<Ref, String> externalIds(Collection<Ref> items) {
        Map<Ref, String> found = new HashMap<>();
        byHost(items).forEach((id, refs) -> host(id).ifPresent(host -> found.putAll(host.externalIds(refs))));
        return found;
    }

    private Optional<Host> of(Ref item) {
        return host(item.host());
    }

    private static Map<String, List<Ref>> byHost(Collection<Ref> refs) {
        Map<String, List<Ref>> byHost = new LinkedHashMap<>();
        for (Ref ref : refs) {
            byHost.computeIfAbsent(ref.host(), any -> new ArrayList<>()).add(ref);
        }
        return byHost;
    }
}
