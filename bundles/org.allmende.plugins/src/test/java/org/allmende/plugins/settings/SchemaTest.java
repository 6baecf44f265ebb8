/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.service.metatype.AttributeDefinition;

class SchemaTest {

    private final Schema schema = new Schema(
            "a.b",
            "A",
            "",
            "a",
            Optional.empty(),
            Schema.Effect.LIVE,
            List.of(
                    field("posts", Field.Type.NUMBER, false),
                    field("share", Field.Type.DECIMAL, false),
                    field("open", Field.Type.FLAG, false),
                    field("name", Field.Type.TEXT, false),
                    field("words", Field.Type.TEXT, true)));

    @Test
    void valuesBecomeWhatTheComponentWants() {
        assertThat(schema.checked(Map.of(
                        "posts", "6", "share", 1, "open", "true", "name", "${env:NAME}", "words", List.of("a", "b"))))
                .isEqualTo(Map.of(
                        "posts", 6L, "share", 1.0, "open", true, "name", "${env:NAME}", "words", List.of("a", "b")));
        assertThat(schema.checked(Map.of("posts", "${env:POSTS}"))).containsEntry("posts", "${env:POSTS}");
    }

    @ParameterizedTest
    @CsvSource({
        "posts, many, a whole number",
        "posts, 1.5, a whole number",
        "posts, 0, beyond what is allowed",
        "share, NaN, a number",
        "open, yes, true or false",
        "words, alone, a list",
        "nothing, 1, is nothing that can be set here"
    })
    void whatCannotBeIsNamedWithWhatIsExpected(String key, String value, String expected) {
        Problem problem = catchThrowableOfType(ProblemException.class, () -> schema.checked(Map.of(key, value)))
                .problem();
        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.fields()).extracting(Problem.Field::name).containsExactly(key);
        assertThat(problem.fields().getFirst().detail()).contains(expected);
    }

    /** A component that can't read a number tells what it was given: by then a secret would be out. */
    @ParameterizedTest
    @CsvSource({"posts, is not a whole number", "share, is not a number", "open, is not true or false"})
    void aReferenceToWhatDoesNotFitIsRefusedWithoutTellingIt(String key, String expected) {
        References references = new References(Map.of("SECRET", "hunter2", "SIX", "6", "NONE", "0"));
        Problem problem = catchThrowableOfType(
                        ProblemException.class, () -> schema.check(Map.of(key, "${env:SECRET}"), references))
                .problem();
        assertThat(problem.fields().getFirst().detail()).contains(expected).doesNotContain("hunter2");
        assertThat(problem.detail()).doesNotContain("hunter2");
        schema.check(Map.of("posts", "${env:SIX}", "name", "${env:SECRET}"), references);
        assertThatThrownBy(() -> schema.check(Map.of("posts", "${env:NONE}"), references))
                .isInstanceOf(ProblemException.class);
    }

    /** Numbers must be 1 or more. */
    private static Field field(String id, Field.Type type, boolean many) {
        AttributeDefinition definition = (AttributeDefinition) Proxy.newProxyInstance(
                SchemaTest.class.getClassLoader(),
                new Class<?>[] {AttributeDefinition.class},
                (proxy, method, arguments) ->
                        type == Field.Type.NUMBER && Long.parseLong((String) arguments[0]) < 1 ? "too small" : "");
        return new Field(id, id, "", type, many, List.of(), Map.of(), definition);
    }
}
