package org.letterlock.desktop.dnsplan;

import java.util.List;
import org.letterlock.desktop.model.ProblemException;

/** A zone at whoever keeps it. Blocks for some seconds at most; an interrupt ends that early. */
public interface DnsZone {

    /** What stands at the names of these records: of their types, and aliases. */
    List<ZoneRecord> read(List<PlannedRecord> records) throws ProblemException;

    /**
     * Changes it: all or nothing. May be done again when nobody knows what came of it, with what is read then.
     *
     * @param seen what {@link #read} said, and the changes rest on
     * @throws ProblemException {@code dnswrite.changed} where something else stands there by now, {@code dnswrite.unsure} where nobody knows whether it was done; otherwise
     *     nothing was changed
     */
    void write(List<ZoneRecord> seen, List<ZoneChange> changes) throws ProblemException;
}
