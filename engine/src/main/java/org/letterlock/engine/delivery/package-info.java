/**
 * What happens to a letter between its session and its store: where it goes, whether it may, what trace fields it gets (RFC 5321 §4.4), what a
 * submission lacks (RFC 6409 §8). Everything accepted is durable in the intake or the queue before a method returns. Holds no key of any account and
 * cannot reach one.
 *
 * <p>Return-Path and Received are written here, the same for all recipients; Delivered-To names one recipient, so the mover writes it, from what the
 * intake sealed to that account.
 */
@NullMarked
package org.letterlock.engine.delivery;

import org.jspecify.annotations.NullMarked;
