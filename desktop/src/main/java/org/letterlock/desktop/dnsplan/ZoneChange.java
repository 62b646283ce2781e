package org.letterlock.desktop.dnsplan;

/** One change of a zone. */
public sealed interface ZoneChange {

    /** A record that was not there. */
    record Create(ZoneRecord record) implements ZoneChange {}

    /** Another value of a record. */
    record Replace(ZoneRecord before, ZoneRecord after) implements ZoneChange {}

    /** A record that is there no more. */
    record Remove(ZoneRecord record) implements ZoneChange {}
}
