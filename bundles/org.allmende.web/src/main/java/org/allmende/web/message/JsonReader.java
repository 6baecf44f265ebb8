/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.message;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

/**
 * Reads a JSON object strictly: names once, nesting and number of values bounded, every error with its line and column. Thread-safe.
 */
public final class JsonReader {

    private static final int DEEPEST = 64;

    /** Braces, names and values together; what is made of one takes some forty bytes. */
    private static final int MOST_TOKENS = 100_000;

    private final JsonFactory factory = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(100)
                    .maxTokenCount(MOST_TOKENS)
                    .maxStringLength(ReadBody.LONGEST)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** @throws ProblemException naming line and column if it is no JSON object */
    public Map<String, Object> object(byte[] json) {
        if (json.length == 0) {
            throw malformed("The body is empty where a JSON object is expected.");
        }
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed(
                        "The body is JSON, but no object: it must begin with {." + at(parser.currentTokenLocation()));
            }
            Map<String, Object> object = object(parser);
            if (parser.nextToken() != null) {
                throw malformed("There is something behind the JSON object." + at(parser.currentTokenLocation()));
            }
            return object;
        } catch (JacksonException e) {
            throw malformed("The body is no JSON: " + sentence(e.getOriginalMessage()) + at(e.getLocation()));
        }
    }

    private static Map<String, Object> object(JsonParser parser) {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = Decoding.clean(parser.currentName());
            parser.nextToken();
            object.put(name, value(parser));
        }
        return Collections.unmodifiableMap(object);
    }

    private static Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> list(parser);
            case VALUE_STRING -> Decoding.clean(parser.getString());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> parser.getNumberValue();
        };
    }

    private static List<Object> list(JsonParser parser) {
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(value(parser));
        }
        return Collections.unmodifiableList(list);
    }

    private static String at(TokenStreamLocation place) {
        return place == null ? "" : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")";
    }

    private static String sentence(String message) {
        String first = message == null
                ? "it can't be read"
                : message.lines().findFirst().orElse("");
        return first.length() > 200 ? first.substring(0, 200) + "…" : first;
    }

    private static ProblemException malformed(String detail) {
        return Problem.of("malformed", 400, "The body can't be read", detail).asException();
    }
}
