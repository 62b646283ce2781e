package org.letterlock.engine.control;

import java.util.ArrayList;
import java.util.List;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.engine.sqlite.Verifiable;
import org.letterlock.protocol.VerifyReport;

/** Looks over files one after the other and collects what there is to say. */
public final class Inspection {

    private final boolean repair;
    private final List<String> sound = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final List<String> repaired = new ArrayList<>();
    private final List<String> unchecked = new ArrayList<>();

    /** @param repair whether to rebuild what can be rebuilt where something is wrong */
    public Inspection(boolean repair) {
        this.repair = repair;
    }

    /**
     * Looks over one file.
     *
     * @param name what to call it, such as {@code intake.sqlite}
     */
    public void look(String name, Verifiable file) {
        try {
            List<String> found = file.verify();
            if (!found.isEmpty() && repair) {
                file.repair();
                List<String> left = file.verify();
                found.stream()
                        .filter(fault -> !left.contains(fault))
                        .forEach(fault -> repaired.add(name + ": " + fault + "."));
                found = left;
            }
            if (found.isEmpty()) {
                sound.add(name);
            }
            found.forEach(fault -> faults.add(name + ": " + fault + "."));
        } catch (DatabaseException e) {
            switch (e.reason()) {
                case CLOSED -> unchecked.add(name + ": it was closed meanwhile.");
                case DAMAGED, LOG_DAMAGED, WRONG_KEY -> faults.add(name + ": it is damaged; restore it from a backup.");
                case NEWER_SCHEMA, FULL, LOCKED, CONSTRAINT, INTERRUPTED, OTHER ->
                    faults.add(name + ": it could not be checked to the end (" + e.getMessage() + ").");
            }
        }
    }

    /** Whether what can be rebuilt is to be rebuilt. */
    public boolean repairs() {
        return repair;
    }

    /** Notes a file that is in order. */
    public void sound(String name) {
        sound.add(name);
    }

    /** Notes what is wrong. */
    public void fault(String sentence) {
        faults.add(sentence);
    }

    /** Notes what was put in order. */
    public void repaired(String sentence) {
        repaired.add(sentence);
    }

    /** Notes what cannot be looked at. */
    public void unchecked(String sentence) {
        unchecked.add(sentence);
    }

    public VerifyReport report() {
        return new VerifyReport(List.copyOf(sound), List.copyOf(faults), List.copyOf(repaired), List.copyOf(unchecked));
    }
}
