/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.feature;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * Reads JSON that decides what runs here: nothing is guessed. A name given twice, something after the end, more than
 * {@value #DEPTH} levels or {@value #SIZE} bytes are refused, and every problem names line and column. Comments in the manner
 * of Java are allowed, as the OSGi Feature Service has it. Thread-safe.
 */
public final class StrictJson {

    public static final int SIZE = 1 << 20;
    static final int DEPTH = 64;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEPTH).build())
            .build();

    private final String file;

    private StrictJson(String file) {
        this.file = file;
    }

    /**
     * Reads one object.
     *
     * @param file what it is called in problems
     * @throws ProblemException with line and column
     */
    public static Node object(String file, byte[] json) {
        return object(file, json, SIZE);
    }

    /** @param most so many bytes are read */
    public static Node object(String file, byte[] json, int most) {
        if (json.length > most) {
            throw Problem.of(
                            "too-large", 413, "Too large", file + " has " + json.length + " bytes; it may have " + most)
                    .asException();
        }
        StrictJson reader = new StrictJson(file);
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            Node root = reader.node(parser);
            root.object();
            if (parser.nextToken() != null) {
                throw reader.problem(parser.currentTokenLocation(), "there is something after the end of the object");
            }
            return root;
        } catch (JacksonException e) {
            throw reader.problem(e.getLocation(), firstLine(e.getOriginalMessage()));
        }
    }

    private static String firstLine(String text) {
        // What follows tells where in the source; we say that ourselves.
        return text.lines().findFirst().orElse("is not JSON").replaceFirst(" \\(for .* starting at .*", "");
    }

    private Node node(JsonParser parser) {
        TokenStreamLocation at = parser.currentTokenLocation();
        JsonToken token = parser.currentToken();
        Object value =
                switch (token) {
                    case null -> throw problem(at, "there is nothing where a value is expected");
                    case START_OBJECT -> fields(parser);
                    case START_ARRAY -> items(parser);
                    case VALUE_STRING -> parser.getString();
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
                    case VALUE_TRUE -> true;
                    case VALUE_FALSE -> false;
                    case VALUE_NULL -> null;
                    default -> throw problem(at, "unexpected " + token);
                };
        return new Node(this, value, at.getLineNr(), at.getColumnNr());
    }

    private Map<String, Node> fields(JsonParser parser) {
        Map<String, Node> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, node(parser));
        }
        return fields;
    }

    private List<Node> items(JsonParser parser) {
        List<Node> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node(parser));
        }
        return items;
    }

    private ProblemException problem(TokenStreamLocation at, String detail) {
        return problem(at == null ? 1 : at.getLineNr(), at == null ? 1 : at.getColumnNr(), detail);
    }

    private ProblemException problem(int line, int column, String detail) {
        return Problem.of(
                        "invalid-json",
                        400,
                        "The JSON is not valid",
                        file + ", line " + Math.max(1, line) + ", column " + Math.max(1, column) + ": " + detail)
                .asException();
    }

    /** A value and where it stands. Each accessor throws a problem that names the place if it is of another type. */
    public record Node(StrictJson reader, Object value, int line, int column) {

        @SuppressWarnings("unchecked") // made by fields() only
        public Map<String, Node> object() {
            if (value instanceof Map<?, ?> map) {
                return (Map<String, Node>) map;
            }
            throw problem("an object is expected");
        }

        @SuppressWarnings("unchecked") // made by items() only
        public List<Node> list() {
            if (value instanceof List<?> list) {
                return (List<Node>) list;
            }
            throw problem("a list is expected");
        }

        public String text() {
            if (value instanceof String text) {
                return text;
            }
            throw problem("a text is expected");
        }

        public long number() {
            if (value instanceof Number number && !(number instanceof Double) && !(number instanceof Float)) {
                return number.longValue();
            }
            throw problem("a whole number is expected");
        }

        public Optional<Node> field(String name) {
            return Optional.ofNullable(object().get(name)).filter(node -> node.value() != null);
        }

        public Node needed(String name) {
            return field(name).orElseThrow(() -> problem("the field \"" + name + "\" is missing"));
        }

        public String text(String name, String fallback) {
            return field(name).map(Node::text).orElse(fallback);
        }

        public boolean flag(String name, boolean fallback) {
            return field(name)
                    .map(node -> {
                        if (node.value() instanceof Boolean flag) {
                            return flag;
                        }
                        throw node.problem("true or false is expected");
                    })
                    .orElse(fallback);
        }

        /** Texts by names of their own; none if the field is missing. */
        public Map<String, String> texts(String name) {
            Map<String, String> texts = new LinkedHashMap<>();
            field(name).ifPresent(all -> all.object().forEach((key, text) -> texts.put(key, text.text())));
            return texts;
        }

        /** A list of texts; empty if the field is missing. */
        public List<String> words(String name) {
            return field(name)
                    .map(all -> all.list().stream().map(Node::text).toList())
                    .orElse(List.of());
        }

        /** A text, a whole or broken number, a flag or a list of these, without the places where they stood. */
        public Object plain() {
            return switch (Optional.ofNullable(value).orElse(this)) {
                case List<?> any -> list().stream().map(Node::plain).toList();
                case String text -> text;
                case Boolean flag -> flag;
                case Double number -> number;
                case Float number -> number.doubleValue();
                case Number number -> number.longValue();
                default -> throw problem("a text, a number, true, false or a list of these is expected");
            };
        }

        public Set<String> names() {
            return object().keySet();
        }

        public ProblemException problem(String detail) {
            return reader.problem(line, column, detail);
        }
    }
}
