package org.letterlock.engine.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.letterlock.engine.mail.Provenance.Clue;

/** What is known of where a letter comes from, as it is written and read. */
final class ProvenanceTest {

    private static final DomainName LIST = new DomainName("zen.example.org");

    @Test
    void readsWhatItWrote() {
        for (Clue clue : Clue.values()) {
            Provenance one = new Provenance(true, Set.of(clue), List.of());
            assertThat(Provenance.read(one.written())).isEqualTo(one);
        }
        Provenance all = new Provenance(true, EnumSet.allOf(Clue.class), Collections.nCopies(4, LIST));
        assertThat(Provenance.read(all.written())).isEqualTo(all);
        assertThat(all.written().length()).isLessThan(400);
        assertThat(Provenance.OURS.written()).isEmpty();
        assertThat(Provenance.read("")).isEqualTo(Provenance.OURS);
    }

    @Test
    void passesOverWhatALaterVersionMayWrite() {
        assertThat(Provenance.read("outside spf-fail moon-full listed:zen.example.org listed:.. weight:3"))
                .isEqualTo(new Provenance(true, Set.of(Clue.SPF_FAIL), List.of(LIST)));
    }

    @Test
    void keepsFourListings() {
        List<DomainName> five = Collections.nCopies(5, LIST);
        assertThat(Provenance.OURS.with(five).listings()).hasSize(4);
        assertThat(Provenance.read("listed:zen.example.org ".repeat(5)).listings())
                .hasSize(4);
        assertThatThrownBy(() -> new Provenance(true, Set.of(), five)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsWhatAnotherFilterThinks() {
        Opinion opinion = new Opinion(-123, true, List.of("A", "B_2", "no symbol", "C,D", ""));
        assertThat(opinion.symbols()).containsExactly("A", "B_2");
        Provenance one = new Provenance(true, Set.of(Clue.SPF_FAIL), List.of(LIST)).with(Optional.of(opinion));
        assertThat(Provenance.read(one.written())).isEqualTo(one);
        assertThat(Provenance.read("outside opinion:5:0:").opinion()).contains(new Opinion(5, false, List.of()));
        assertThat(Provenance.read("outside opinion:x:0: opinion:5 opinion:123456:0:A")
                        .opinion())
                .isEmpty();
        assertThat(new Opinion(99_999, false, Collections.nCopies(30, "A")))
                .isEqualTo(new Opinion(10_000, false, Collections.nCopies(20, "A")));
    }
}
