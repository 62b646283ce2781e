package org.letterlock.tests.kit.demo;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** What the demo tells while it runs, and the table of what was proven at its end. */
final class Story {

    private final PrintWriter out;
    private final List<Proof> proofs = new ArrayList<>();
    private int chapters;

    /** One thing that was to be proven. */
    private record Proof(String claim, boolean holds, String evidence) {}

    Story(PrintWriter out) {
        this.out = out;
    }

    /** Begins the next chapter. */
    void chapter(String title) {
        out.println();
        out.println(++chapters + ". " + title);
    }

    /** Tells something. */
    void tell(String sentence) {
        out.println("   " + sentence);
    }

    /** Notes a claim, whether it holds and what was seen. */
    void prove(String claim, boolean holds, String evidence) {
        proofs.add(new Proof(claim, holds, evidence));
        if (!holds) {
            tell("NOT AS IT SHOULD BE: " + claim + ": " + evidence);
        }
    }

    /** Writes the table and says whether everything held. */
    boolean conclude() {
        int width = proofs.stream().mapToInt(p -> p.claim().length()).max().orElse(0);
        out.println();
        out.println("What was proven");
        for (Proof proof : proofs) {
            out.println("  " + (proof.holds() ? "yes" : "NO ") + "  " + proof.claim()
                    + " ".repeat(width - proof.claim().length()) + "  " + proof.evidence());
        }
        out.println();
        return proofs.stream().allMatch(Proof::holds);
    }
}
