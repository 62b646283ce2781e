package org.letterlock.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Switches an address off, or on again.
 *
 * @param address as {@link AddressInfo#address} says it
 * @param off as {@link AddressInfo#off} says it; null to switch it on
 */
public record AddressSwitch(String address, @Nullable String off) {}
