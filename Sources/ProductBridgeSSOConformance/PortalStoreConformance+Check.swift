// SPDX-License-Identifier: Apache-2.0

extension PortalStoreConformance {
    /// Something that a store promises, or that `SingleSignOn` promises on top of it.
    public enum Check: String, CaseIterable, Sendable {
        // MARK: Reading

        /// A missing organization, host, record, tag or counter is not an error.
        case whatIsNotThere
        /// The tenant record, records and counters are read from the same moment.
        case readsAreOneMoment
        /// After one handle has committed, the next read by another sees it.
        case handlesSeeEachOther

        // MARK: Committing

        /// A commit makes all of its changes, and changes nothing else.
        case commitsChangeAll
        /// A commit changes nothing if any version differs, whether the record is put, removed or only
        /// checked.
        case conflictsChangeNothing
        /// Version 0 means a record that doesn't exist, and no other.
        case absentIsZero
        /// If many create one record at the same time, one succeeds.
        case oneMakesARecord
        /// If many change one record at the same time, none undoes another's change.
        case noUpdateIsLost

        // MARK: Versions

        /// Each put gives a record a new version, even if the record is equal.
        case versionsChange
        /// A record that was removed and created again has a version that it never had.
        case versionsNeverRepeat

        // MARK: Hosts

        /// A host belongs to one organization, and a commit that claims another's changes nothing.
        case hostsAreUnique
        /// If many claim one host at the same time, one gets it.
        case oneGetsAHost
        /// A host that was given up is free, and leads to its next owner.
        case hostsMove

        // MARK: Queries

        /// The records of a kind come in the order of their ids' bytes, after an id, up to a limit.
        case kindsInOrder
        /// Records are found by each of their tags, in the order of their ids, up to a limit.
        case tagsFind
        /// A record's tags change and go with the record.
        case tagsFollowRecords
        /// Ids that differ only in case are different, and so are ids of two kinds.
        case namesAreBytes

        // MARK: Counters

        /// A commit that isn't made adds nothing to counters, and counters are read by name and by kind.
        case countersBelongToCommits
        /// Concurrent additions through any handle add up.
        case countersAddUp
        /// An addition changes no version.
        case countersHaveNoVersion
        /// A counter that a commit removes is gone, and starts again from 0; no other is affected.
        case countersAreRemoved

        // MARK: Organizations

        /// No organization reads, changes or removes another's records, even if they have the same name.
        case organizationsStayApart
        /// Organizations are listed in the order of their ids' bytes, after an id, up to a limit.
        case organizationsInOrder

        // MARK: Removal

        /// Records that expired before a time are removed, up to a limit, and nothing else.
        case removalOfExpired
        /// A record that was removed after it expired leaves no tag, and may be created again.
        case removalLeavesNothing

        // MARK: Fidelity

        /// A record of each kind comes back as it was.
        case recordsComeBack
        /// Times come back with their fractions, up to the year 9999 and beyond.
        case timesComeBack
        /// Texts come back byte by byte: of any script, not normalized, with U+0000.
        case textsComeBack
        /// A text of 100 KB comes back.
        case longTextsComeBack
        /// Numbers come back to the last bit, the largest and the smallest included.
        case numbersComeBack

        // MARK: Signing in

        /// Many simultaneous first logins of one person create one record, and a session each.
        case firstLoginsMakeOnePerson
        /// If many bring one token at the same time, one is signed in.
        case tokensWorkOnce
        /// If a secret is regenerated during a sign-in, that sign-in is refused.
        case regeneratingStopsSignIns
        /// If a person is deleted while their session begins, no session is left.
        case deletingStopsSessions

        // MARK: Failures

        /// If a commit was made and its answer lost, the flow finds out and continues.
        case lostAnswers
        /// The same as ``lostAnswers``, when others have changed the same records meanwhile.
        case lostAnswersAmongOthers
        /// If a commit wasn't made, the flow throws, and nothing has happened.
        case lostRequests
        /// A sign-in that a crash ends at any step has happened or not.
        case crashesInSignIn
        /// An identification that a crash ends at any step has happened or not.
        case crashesInIdentify
        /// A regeneration that a crash ends at any step has happened or not.
        case crashesInRegenerate
        /// A revocation that a crash ends at any step has happened or not.
        case crashesInRevoke
        /// A native login that a crash ends at any step has happened or not.
        case crashesInNativeLogin
        /// A merge that a crash ends at any step has happened or not.
        case crashesInMerge
        /// A deletion that a crash ends at any step has happened or not.
        case crashesInDelete

        // MARK: Clocks

        /// After the clock is set back, no used token or attempt is accepted again.
        case clocksSetBack
    }
}
