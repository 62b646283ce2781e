package org.letterlock.engine.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlagTest {

    @Test
    void systemFlagsGetTheirOwnSpelling() {
        assertThat(Flag.parse("\\SEEN").orElseThrow().token()).isEqualTo("\\Seen");
    }

    @Test
    void keywordsKeepTheirsAndCompareWithoutCase() {
        assertThat(Flag.parse("$forwarded").orElseThrow().token()).isEqualTo("$forwarded");
        assertThat(new Flag("$forwarded")).isEqualTo(new Flag("$Forwarded")).hasSameHashCodeAs(new Flag("$Forwarded"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\\",
                "\\Recent",
                "\\Other",
                "\\*",
                "a b",
                "a(",
                "a]",
                "a\"",
                "a%",
                "é",
                "a\u007f",
                "a\\b",
                "\\\\Seen"
            })
    void refusesToStore(String token) {
        assertThat(Flag.parse(token)).isEmpty();
    }

    @Test
    void constructorHoldsTheGrammar() {
        assertThat(new Flag("a".repeat(128)).isSystem()).isFalse();
        assertThatThrownBy(() -> new Flag("a".repeat(129))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Flag("a b")).isInstanceOf(IllegalArgumentException.class);
    }
}
