/**
 * The quickstart: live traffic, consumer groups that die with the active cluster and go on at the passive one, and a ledger
 * that holds every record acknowledged against every record mirrored and processed. The ledger and its checks are pure.
 */
@NullMarked
package dev.baton.quickstart;

import org.jspecify.annotations.NullMarked;
