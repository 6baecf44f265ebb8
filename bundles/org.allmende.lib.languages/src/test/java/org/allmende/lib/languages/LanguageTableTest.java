/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.lib.languages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.allmende.lib.languages.LanguageTable.Guess;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageTableTest {

    private static LanguageTable table;

    @BeforeAll
    static void load() {
        table = LanguageTable.load();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            en | Has anyone tried the July programme?
            de | Ist die Sommerschule für Kinder unter sieben Jahren geeignet?
            fr | Est-ce que quelqu'un connaît une bonne école près d'ici ?
            es | Mi hija todavía no conoce a nadie en el barrio.
            it | Qualcuno sa dove si compra il biglietto dell'autobus?
            pt | Alguém sabe onde fica a farmácia mais próxima?
            nl | Wij zijn in maart verhuisd en zoeken een goede school.
            pl | Czy ktoś wie, gdzie można kupić bilety?
            tr | Yaz okulu hakkında bilgisi olan var mı?
            ru | Кто-нибудь знает хорошую школу рядом?
            uk | Чи хтось знає гарну школу поблизу?
            ar | هل جرب أحد البرنامج الصيفي؟
            fa | آیا کسی برنامه تابستانی را امتحان کرده است؟
            hi | क्या किसी ने गर्मियों का कार्यक्रम आज़माया है?
            zh | 有人参加过七月的课程吗？
            ja | 七月のプログラムに参加した人はいますか。
            ko | 여름 학교에 다녀온 사람 있나요?
            el | Ξέρει κανείς ένα καλό σχολείο;
            si | ගිම්හාන පාසල ගැන දන්නා කෙනෙක් ඉන්නවාද?
            ti | ኣብዚ ጽቡቕ ቤት ትምህርቲ ኣሎ ድዩ?
            am | ጥሩ ትምህርት ቤት የሚያውቅ ሰው አለ?
            """)
    void aSentenceOfAForumIsFoundInItsLanguage(String language, String text) {
        Guess guess = table.guess(text);

        assertThat(guess.language()).isEqualTo(language);
        assertThat(guess.confidence()).isGreaterThan(0.6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "12,50 € + 3", "😀👍🏽", "https://example.org/und/die/der", "@lena", "…!?"})
    void whatHoldsNoWordIsInNoLanguage(String text) {
        assertThat(table.guess(text)).isEqualTo(Guess.UNKNOWN);
    }

    @Test
    void anAddressInATextDoesNotCount() {
        Guess guess =
                table.guess("Siehe https://www.example.org/this-is-an-english-address/with/many/words dort steht es");

        assertThat(guess.language()).isEqualTo("de");
    }

    @Test
    void decomposedLettersAreTheSameLetters() {
        assertThat(table.guess("Fu\u0308r die Ku\u0308che und fu\u0308r die Schu\u0308ler"))
                .isEqualTo(table.guess("Für die Küche und für die Schüler"));
    }

    @Test
    void aWordThatManyLanguagesShareIsNotGuessedWithConfidence() {
        assertThat(table.guess("taxi").confidence()).isLessThan(0.6);
    }

    @Test
    void anyTextIsAnsweredAndSoon() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(400); length > 0; length--) {
                text.append((char) random.nextInt(0x10000)); // lone surrogates and all
            }
            assertThat(table.guess(text.toString()).language())
                    .as("seed %d", seed)
                    .isNotEmpty();
        }
        assertThat(table.guess("This is what they wrote about it. ".repeat(300_000))
                        .language())
                .isEqualTo("en");
        assertThat(table.guess("@".repeat(1_000_000) + "a.".repeat(1_000_000))).isNotNull();
    }
}
