package org.letterlock.agent;

/** A choice as it is typed. */
enum OnOff {
    on,
    off
}
