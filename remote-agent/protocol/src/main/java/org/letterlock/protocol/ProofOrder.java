package org.letterlock.protocol;

/**
 * A letter by which the owner sees that mail works.
 *
 * @param account any address of the account that it is from
 * @param to whom it is for, here or elsewhere
 * @param subject a line of 1 to 200 characters
 * @param text what it says: 1 to 10,000 characters, in lines
 */
public record ProofOrder(String account, String to, String subject, String text) {}
