/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.message;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.content.Ref;
import org.allmende.api.web.Json;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes what {@link Json} may hold, and refuses what it may not. Thread-safe. */
public final class JsonWriter {

    private final JsonFactory factory = JsonFactory.builder().build();

    public byte[] bytes(Json json) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = factory.createGenerator(ObjectWriteContext.empty(), bytes)) {
            object(out, json.fields());
        }
        return bytes.toByteArray();
    }

    private void object(JsonGenerator out, Map<?, ?> fields) {
        out.writeStartObject();
        for (Map.Entry<?, ?> field : fields.entrySet()) {
            out.writeName(String.valueOf(field.getKey()));
            value(out, field.getValue());
        }
        out.writeEndObject();
    }

    private void value(JsonGenerator out, Object value) {
        if (value == null) {
            out.writeNull();
        } else if (value instanceof String text) {
            out.writeString(Decoding.clean(text));
        } else if (value instanceof Boolean flag) {
            out.writeBoolean(flag);
        } else if (value instanceof Number number) {
            number(out, number);
        } else if (value instanceof Instant time) {
            out.writeString(time.toString());
        } else if (value instanceof Ref ref) {
            out.writeString(ref.id());
        } else if (value instanceof Enum<?> word) {
            out.writeString(word.name().toLowerCase(Locale.ROOT));
        } else if (value instanceof Optional<?> some) {
            value(out, some.orElse(null));
        } else if (value instanceof Json json) {
            object(out, json.fields());
        } else if (value instanceof Map<?, ?> map) {
            object(out, map);
        } else if (value instanceof Iterable<?> items) {
            out.writeStartArray();
            for (Object item : items) {
                value(out, item);
            }
            out.writeEndArray();
        } else {
            throw new IllegalArgumentException(
                    "JSON holds plain values, not " + value.getClass().getName());
        }
    }

    private static void number(JsonGenerator out, Number number) {
        if (number instanceof Double || number instanceof Float) {
            double real = number.doubleValue();
            if (Double.isFinite(real)) {
                out.writeNumber(real);
            } else {
                out.writeNull();
            }
        } else if (number instanceof BigDecimal decimal) {
            out.writeNumber(decimal);
        } else if (number instanceof BigInteger integer) {
            out.writeNumber(integer);
        } else {
            out.writeNumber(number.longValue());
        }
    }
}
