/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.fakehost;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.allmende.api.content.Author;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.content.Space;
import org.allmende.api.content.State;
import org.allmende.api.content.Topic;
import org.allmende.api.event.Event;
import org.allmende.api.event.Occurrence;
import org.allmende.api.host.Capability;
import org.allmende.api.host.Command;
import org.allmende.api.host.Host;
import org.allmende.api.host.Outcome;
import org.allmende.api.member.Role;
import org.allmende.api.member.Viewer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * A host in memory that keeps the contract's promises and not one more.
 *
 * <p>Changes are told late, twice and out of order ({@link Reports}). A command's first try is carried out and then answered with
 * {@link Outcome.Later}, as when an answer is lost on the way; trying again must do no harm. Nothing is transactional: content and
 * report are two steps. Safe for concurrent use.
 */
@Component(service = {Host.class, FakeHost.class})
public final class FakeHost implements Host {

    static final String ID = "fake";
    static final Ref GREEN = Ref.space(ID, "green");
    static final Ref BACKROOM = Ref.space(ID, "backroom");

    private static final List<Space> SPACES = List.of(
            new Space(GREEN, "The Green", "Where everybody may write", Optional.empty(), false),
            new Space(BACKROOM, "Backroom", "For moderators", Optional.of(GREEN), true));

    /** A message that a member was sent. */
    record Message(Ref member, String title, String body) {}

    private final Map<Ref, Topic> topics = new LinkedHashMap<>();
    private final Map<Ref, Post> posts = new LinkedHashMap<>();
    private final List<Ref> order = new ArrayList<>();
    private final Reports reports = new Reports();
    private final List<Message> messages = new ArrayList<>();
    private final Set<String> tried = new HashSet<>();
    private final Set<String> done = new HashSet<>();
    private int numbers;

    @Activate
    public FakeHost() {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.HIDE, Capability.PUBLISH, Capability.EDIT, Capability.MESSAGE);
    }

    @Override
    public synchronized Changes changesSince(String cursor, int limit) {
        return reports.since(cursor, limit);
    }

    @Override
    public Optional<Space> space(Ref space) {
        return SPACES.stream().filter(one -> one.ref().equals(space)).findFirst();
    }

    @Override
    public synchronized Optional<Topic> topic(Ref topic) {
        return Optional.ofNullable(topics.get(topic));
    }

    @Override
    public synchronized Optional<Post> post(Ref post) {
        return Optional.ofNullable(posts.get(post));
    }

    @Override
    public synchronized List<Post> posts(List<Ref> wanted) {
        return wanted.stream().map(posts::get).filter(Objects::nonNull).toList();
    }

    @Override
    public List<Space> spaces() {
        return SPACES;
    }

    @Override
    public synchronized Scan scan(String after, int limit) {
        int from = after.isEmpty() ? 0 : Integer.parseInt(after);
        int to = Math.min(order.size(), from + limit);
        List<Found> found = order.subList(Math.min(from, to), to).stream()
                .map(posts::get)
                .map(post -> new Found(post, topics.get(post.topic())))
                .toList();
        return new Scan(found, to < order.size() ? Optional.of(Integer.toString(to)) : Optional.empty());
    }

    @Override
    public boolean mayRead(Viewer viewer, Ref space) {
        return space.equals(GREEN)
                || viewer.member()
                        .filter(member -> member.role().compareTo(Role.MODERATOR) >= 0)
                        .isPresent();
    }

    @Override
    public boolean moderates(Viewer viewer, Ref space) {
        return viewer.member()
                .filter(member -> member.role().compareTo(Role.MODERATOR) >= 0)
                .isPresent();
    }

    @Override
    public String link(Ref item) {
        return "https://fake.example/" + item.kind() + "/" + item.id();
    }

    @Override
    public synchronized Outcome perform(Command command) {
        Outcome outcome = done.contains(command.id()) ? new Outcome.Done() : carryOut(command);
        if (outcome instanceof Outcome.Done) {
            done.add(command.id());
            if (tried.add(command.id())) {
                return new Outcome.Later("done, but the answer was lost on the way");
            }
        }
        return outcome;
    }

    private Outcome carryOut(Command command) {
        return switch (command) {
            case Command.Hide hide -> state(hide.subject(), State.HIDDEN);
            case Command.Restore restore -> state(restore.subject(), State.PUBLISHED);
            case Command.OpenTopic open -> {
                openTopic(open.space(), open.author(), open.author().id(), open.title(), open.body());
                yield new Outcome.Done();
            }
            case Command.Reply reply ->
                topics.containsKey(reply.topic())
                        ? replied(reply)
                        : new Outcome.Impossible("there is no topic " + reply.topic());
            case Command.Message message -> {
                messages.add(new Message(message.member(), message.title(), message.body()));
                yield new Outcome.Done();
            }
        };
    }

    private Outcome replied(Command.Reply reply) {
        reply(reply.topic(), reply.author(), reply.author().id(), reply.body());
        return new Outcome.Done();
    }

    /** Hides or restores a post, or a topic with all that is in it. */
    private Outcome state(Ref subject, State state) {
        Topic topic = topics.get(subject);
        if (topic != null) {
            topics.put(subject, changed(topic, state));
            reports.add(Occurrence.of(Event.TOPIC_CHANGED, subject, topic.revision() + 1));
            List.copyOf(posts.values()).stream()
                    .filter(post -> post.topic().equals(subject))
                    .forEach(post -> state(post.ref(), state));
            return new Outcome.Done();
        }
        Post post = posts.get(subject);
        if (post == null) {
            return new Outcome.Impossible("there is no " + subject);
        }
        posts.put(subject, changed(post, post.body(), state, post.edited()));
        reports.add(Occurrence.of(Event.POST_STATE, subject, post.revision() + 1));
        return new Outcome.Done();
    }

    synchronized Ref openTopic(Ref space, Ref author, String name, String title, String body) {
        Ref ref = Ref.topic(ID, "t" + ++numbers);
        Instant now = Instant.now();
        Topic topic = new Topic(
                ref,
                space,
                new Author(author, name),
                title,
                List.of(),
                now,
                now,
                0,
                Optional.empty(),
                State.PUBLISHED,
                1);
        topics.put(ref, topic);
        reports.add(Occurrence.of(Event.TOPIC_CREATED, ref, 1, author));
        return reply(ref, author, name, body);
    }

    synchronized Ref reply(Ref topic, Ref author, String name, String body) {
        Topic there = Optional.ofNullable(topics.get(topic))
                .orElseThrow(() -> new IllegalArgumentException("there is no topic " + topic));
        Ref ref = Ref.post(ID, "p" + ++numbers);
        int number = there.posts() + 1;
        Post post = new Post(
                ref,
                topic,
                there.space(),
                new Author(author, name),
                number,
                body,
                Optional.empty(),
                Instant.now(),
                Optional.empty(),
                State.PUBLISHED,
                Map.of(),
                List.of(),
                List.of(),
                1);
        posts.put(ref, post);
        order.add(ref);
        topics.put(topic, grown(there, post));
        reports.add(Occurrence.of(Event.POST_CREATED, ref, 1, author));
        return ref;
    }

    synchronized void edit(Ref post, String body) {
        Post there = Optional.ofNullable(posts.get(post))
                .orElseThrow(() -> new IllegalArgumentException("there is no post " + post));
        posts.put(post, changed(there, body, there.state(), Optional.of(Instant.now())));
        reports.add(Occurrence.of(
                Event.POST_EDITED, post, there.revision() + 1, there.author().ref()));
    }

    synchronized List<Message> messages() {
        return List.copyOf(messages);
    }

    private static Post changed(Post post, String body, State state, Optional<Instant> edited) {
        return new Post(
                post.ref(),
                post.topic(),
                post.space(),
                post.author(),
                post.number(),
                body,
                post.replyTo(),
                post.created(),
                edited,
                state,
                post.reactions(),
                post.pictures(),
                post.mentions(),
                post.revision() + 1);
    }

    private static Topic changed(Topic topic, State state) {
        return new Topic(
                topic.ref(),
                topic.space(),
                topic.author(),
                topic.title(),
                topic.tags(),
                topic.created(),
                topic.active(),
                topic.posts(),
                topic.answer(),
                state,
                topic.revision() + 1);
    }

    private static Topic grown(Topic topic, Post post) {
        return new Topic(
                topic.ref(),
                topic.space(),
                topic.author(),
                topic.title(),
                topic.tags(),
                topic.created(),
                post.created(),
                post.number(),
                topic.answer(),
                topic.state(),
                topic.revision());
    }
}
