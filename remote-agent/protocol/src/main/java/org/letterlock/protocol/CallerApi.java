package org.letterlock.protocol;

/** What an engine may ask of its caller: nothing in this version. */
public interface CallerApi {}
