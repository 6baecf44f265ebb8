/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.archive;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.IllformedLocaleException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.allmende.api.content.State;
import org.allmende.api.text.Phrases;
import org.allmende.host.forum.content.Texts;
import org.allmende.host.forum.content.Writing;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Understands one line at a time; says what is wrong with it and where. Unknown fields are left alone. For one thread. */
final class Entries {

    private static final int ID_LIMIT = 200;
    /** Clocks differ; a post from next year is a mistake. */
    private static final Duration AHEAD = Duration.ofDays(1);

    private static final Pattern REACTION = Pattern.compile("[a-z][a-z0-9_-]{0,29}");

    private static final Set<String> LANGUAGES = Set.of(Locale.getISOLanguages());
    private static final Set<String> ZONES = ZoneId.getAvailableZoneIds();

    private final JsonMapper json = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Phrases phrases;
    private final Clock clock;

    Entries(Phrases phrases, Clock clock) {
        this.phrases = phrases;
        this.clock = clock;
    }

    /** Empty for a line without anything in it. */
    Optional<Entry> of(Lines.Line line) throws BadLine {
        if (line.wrong().isPresent()) {
            throw new BadLine(
                    switch (line.wrong().get()) {
                        case Lines.Wrong.TooLong any -> phrases.get("import.too-long", "limit", Lines.LIMIT);
                        case Lines.Wrong.NotUtf8 wrong -> phrases.get("import.not-utf8", "byte", wrong.at());
                    });
        }
        String text = line.text().orElse("");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        JsonNode object = read(text);
        if (!object.isObject()) {
            throw new BadLine(phrases.get(
                    "import.not-json", "reason", object.getNodeType().name().toLowerCase(Locale.ROOT)));
        }
        String type = object.path("type").asString("");
        return Optional.of(
                switch (type) {
                    case "member" -> person(object);
                    case "space" -> place(object);
                    case "topic" -> thread(object);
                    case "post" -> reply(object);
                    default -> throw new BadLine(phrases.get("import.no-type", "type", Texts.line(cut(type))));
                });
    }

    /** Whether a line says it is one of these, without looking at the rest of it. */
    boolean isOneOf(Set<String> types, Lines.Line line) {
        String text = line.text().orElse("");
        return mayName(types, text) && types.contains(type(text));
    }

    /** Cheap, since most lines are none of what is looked for: a word stands there as it is, or has an escape in it. */
    private static boolean mayName(Set<String> types, String text) {
        return text.contains("\\u") || types.stream().anyMatch(type -> text.contains('"' + type + '"'));
    }

    /** Empty if it does not say so in good order. */
    private String type(String text) {
        try (JsonParser parser = json.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return "";
            }
            for (String field = parser.nextName(); field != null; field = parser.nextName()) {
                JsonToken value = parser.nextToken();
                if (field.equals("type")) {
                    return value == JsonToken.VALUE_STRING ? parser.getString() : "";
                }
                parser.skipChildren();
            }
            return "";
        } catch (JacksonException e) {
            return "";
        }
    }

    private JsonNode read(String text) throws BadLine {
        try {
            return json.readTree(text);
        } catch (JacksonException e) {
            var place = e.getLocation();
            String where = place == null || place.getColumnNr() < 1 ? "" : " (" + place.getColumnNr() + ")";
            throw new BadLine(
                    phrases.get("import.not-json", "reason", Texts.line(cut(e.getOriginalMessage())) + where));
        }
    }

    private Entry.Person person(JsonNode object) throws BadLine {
        List<String> doubts = new ArrayList<>();
        return new Entry.Person(
                id(object, "id"),
                name(object),
                time(object, "joined"),
                doubtful(() -> locale(object), doubts),
                doubtful(() -> zone(object), doubts),
                doubts);
    }

    /** Something that a member can do without. */
    private interface Dispensable<T> {
        Optional<T> read() throws BadLine;
    }

    private static <T> Optional<T> doubtful(Dispensable<T> field, List<String> doubts) {
        try {
            return field.read();
        } catch (BadLine e) {
            doubts.add(e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Locale> locale(JsonNode object) throws BadLine {
        Optional<String> tag = optional(object, "locale").filter(text -> !text.isBlank());
        if (tag.isEmpty()) {
            return Optional.empty();
        }
        try {
            // Many archives write de_DE.
            Locale locale = new Locale.Builder()
                    .setLanguageTag(tag.get().strip().replace('_', '-'))
                    .build();
            if (LANGUAGES.contains(locale.getLanguage())) {
                return Optional.of(locale);
            }
        } catch (IllformedLocaleException e) {
            // said below
        }
        throw wrong("locale", "import.wrong.locale");
    }

    private Optional<ZoneId> zone(JsonNode object) throws BadLine {
        Optional<String> zone = optional(object, "timeZone").map(String::strip).filter(text -> !text.isEmpty());
        if (zone.isPresent() && !ZONES.contains(zone.get())) {
            throw wrong("timeZone", "import.wrong.zone");
        }
        return zone.map(ZoneId::of);
    }

    private Entry.Place place(JsonNode object) throws BadLine {
        return new Entry.Place(
                id(object, "id"),
                name(object),
                Texts.body(optional(object, "description").orElse("")),
                optionalId(object, "parent"),
                flag(object, "private"),
                ids(object, "members"),
                time(object, "created"));
    }

    private Entry.Thread thread(JsonNode object) throws BadLine {
        String title = Texts.line(text(object, "title"));
        if (Texts.isEmpty(title)) {
            throw wrong("title", "import.wrong.empty");
        }
        limit("title", title, Writing.TITLE_LIMIT);
        Set<String> tags = new LinkedHashSet<>();
        for (String each : texts(object, "tags")) {
            String tag = Texts.tag(each);
            if (!Texts.isEmpty(tag) && !Texts.isDots(tag)) {
                limit("tags", tag, Writing.TAG_LIMIT);
                tags.add(tag);
            }
        }
        String space = id(object, "space");
        limit("space", space, Writing.NAME_LIMIT);
        return new Entry.Thread(
                id(object, "id"),
                space,
                title,
                id(object, "author"),
                created(object),
                time(object, "edited"),
                body(object),
                List.copyOf(tags),
                state(object),
                reactions(object),
                optionalId(object, "answer"));
    }

    private Entry.Reply reply(JsonNode object) throws BadLine {
        return new Entry.Reply(
                id(object, "id"),
                id(object, "topic"),
                id(object, "author"),
                created(object),
                time(object, "edited"),
                body(object),
                optionalId(object, "replyTo"),
                state(object),
                reactions(object));
    }

    /** May be empty: real archives have such posts, and their topics should not be lost. */
    private String body(JsonNode object) throws BadLine {
        String body = Texts.body(text(object, "body"));
        limit("body", body, Writing.BODY_LIMIT);
        return body;
    }

    private String name(JsonNode object) throws BadLine {
        String name = Texts.line(text(object, "name"));
        if (Texts.isEmpty(name)) {
            throw wrong("name", "import.wrong.empty");
        }
        limit("name", name, Writing.NAME_LIMIT);
        return name;
    }

    private Instant created(JsonNode object) throws BadLine {
        return time(object, "created")
                .orElseThrow(() -> new BadLine(phrases.get("import.missing", "field", "created")));
    }

    private State state(JsonNode object) throws BadLine {
        Optional<String> word = optional(object, "state");
        try {
            return word.map(State::of).orElse(State.PUBLISHED);
        } catch (IllegalArgumentException e) {
            throw wrong("state", "import.wrong.state");
        }
    }

    private Map<String, List<String>> reactions(JsonNode object) throws BadLine {
        JsonNode given = object.path("reactions");
        if (given.isMissingNode() || given.isNull()) {
            return Map.of();
        }
        Map<String, List<String>> reactions = new LinkedHashMap<>();
        if (!given.isObject()) {
            throw wrong("reactions", "import.wrong.reactions");
        }
        for (Map.Entry<String, JsonNode> each : given.properties()) {
            if (!REACTION.matcher(each.getKey()).matches() || !each.getValue().isArray()) {
                throw wrong("reactions", "import.wrong.reactions");
            }
            reactions.put(each.getKey(), ids(given, each.getKey()));
        }
        return reactions;
    }

    private Optional<Instant> time(JsonNode object, String field) throws BadLine {
        Optional<String> text = optional(object, field);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Instant time;
        try {
            time = OffsetDateTime.parse(text.get()).toInstant();
            time.toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw wrong(field, "import.wrong.time");
        }
        if (time.isAfter(clock.instant().plus(AHEAD))) {
            throw wrong(field, "import.wrong.future");
        }
        return Optional.of(time);
    }

    private boolean flag(JsonNode object, String field) throws BadLine {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return false;
        }
        if (!value.isBoolean()) {
            throw wrong(field, "import.wrong.flag");
        }
        return value.asBoolean();
    }

    private List<String> ids(JsonNode object, String field) throws BadLine {
        List<String> ids = new ArrayList<>();
        for (String each : texts(object, field)) {
            ids.add(checkedId(field, each));
        }
        return ids;
    }

    private List<String> texts(JsonNode object, String field) throws BadLine {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return List.of();
        }
        if (!value.isArray()) {
            throw wrong(field, "import.wrong.list");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode each : value) {
            if (!each.isString() && !each.isIntegralNumber()) {
                throw wrong(field, "import.wrong.list");
            }
            texts.add(each.asString());
        }
        return texts;
    }

    private String id(JsonNode object, String field) throws BadLine {
        return checkedId(field, text(object, field));
    }

    private Optional<String> optionalId(JsonNode object, String field) throws BadLine {
        Optional<String> text = optional(object, field);
        return text.isEmpty() ? text : Optional.of(checkedId(field, text.get()));
    }

    private String checkedId(String field, String given) throws BadLine {
        String id = Texts.line(given);
        if (Texts.isEmpty(id)) {
            throw wrong(field, "import.wrong.empty");
        }
        limit(field, id, ID_LIMIT);
        return id;
    }

    private String text(JsonNode object, String field) throws BadLine {
        return optional(object, field).orElseThrow(() -> new BadLine(phrases.get("import.missing", "field", field)));
    }

    /** Text; a whole number will do, since many archives number their items. */
    private Optional<String> optional(JsonNode object, String field) throws BadLine {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isString() && !value.isIntegralNumber()) {
            throw wrong(field, "import.wrong.text");
        }
        return Optional.of(value.asString());
    }

    private void limit(String field, String text, int most) throws BadLine {
        if (Texts.length(text) > most) {
            throw new BadLine(phrases.get(
                    "import.wrong", "field", field, "reason", phrases.get("import.wrong.long", "limit", most)));
        }
    }

    private BadLine wrong(String field, String key) {
        return new BadLine(phrases.get("import.wrong", "field", field, "reason", phrases.get(key)));
    }

    private static String cut(String text) {
        return text.length() <= 120 ? text : text.substring(0, 120) + "…";
    }
}
