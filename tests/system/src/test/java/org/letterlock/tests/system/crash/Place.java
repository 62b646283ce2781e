package org.letterlock.tests.system.crash;

import java.util.Arrays;
import java.util.List;

/**
 * Where a thing is, and how.
 *
 * @param where a mailbox, or a name for any other set that things are in; empty for nowhere
 * @param flags its flags, sorted
 */
record Place(String where, List<String> flags) {

    static final Place NOWHERE = new Place("", List.of());

    static Place in(String where, String... flags) {
        return new Place(where, Arrays.stream(flags).sorted().toList());
    }
}
