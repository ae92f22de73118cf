// SPDX-License-Identifier: Apache-2.0

extension PortalStoreConformance {
    /// Something that a store promises, or that `SingleSignOn` promises on top of it.
    public enum Check: String, CaseIterable, Sendable {
        // MARK: Reading

        /// An organization, a host, a record, a tag and a counter that aren't there are no error.
        case whatIsNotThere
        /// Tenant record, records and counters are read as of one moment.
        case readsAreOneMoment
        /// What one handle has committed, the next read of another sees.
        case handlesSeeEachOther

        // MARK: Committing

        /// A commit makes all of its changes, and what it doesn't name stays as it was.
        case commitsChangeAll
        /// A commit changes nothing where one version of all is another, be it of a record that is put,
        /// removed or only looked at.
        case conflictsChangeNothing
        /// Version 0 stands for a record that isn't there, and for no other.
        case absentIsZero
        /// Of many who make one record at the same time, one does.
        case oneMakesARecord
        /// Of many who change one record at the same time, none undoes what another did.
        case noUpdateIsLost

        // MARK: Versions

        /// Each put gives a record a version of its own, also that of an equal record.
        case versionsChange
        /// A record that was removed and made again has a version that it never had.
        case versionsNeverRepeat

        // MARK: Hosts

        /// A host belongs to one organization, and who wants another's changes nothing.
        case hostsAreUnique
        /// Of many who want one host at the same time, one gets it.
        case oneGetsAHost
        /// A host that was given up is free, and leads to who takes it next.
        case hostsMove

        // MARK: Queries

        /// The records of a kind come in the order of their ids' bytes, after an id, up to a limit.
        case kindsInOrder
        /// Records are found by each of their tags, in the order of their ids, up to a limit.
        case tagsFind
        /// A record's tags change and go with the record.
        case tagsFollowRecords
        /// Ids that differ only in case are two, and ids of two kinds are two.
        case namesAreBytes

        // MARK: Counters

        /// Counters are added to with a commit, or not, and are read by name and by kind.
        case countersBelongToCommits
        /// What many add at the same time, through any handle, adds up.
        case countersAddUp
        /// An addition changes no version.
        case countersHaveNoVersion
        /// A counter that a commit removes is gone, and begins anew; no other is.
        case countersAreRemoved

        // MARK: Organizations

        /// What one organization has, no other reads, changes or removes, though it has the same name.
        case organizationsStayApart
        /// Organizations are listed in the order of their ids' bytes, after an id, up to a limit.
        case organizationsInOrder

        // MARK: Removal

        /// What has expired before a time is removed, up to a limit, and nothing else.
        case removalOfExpired
        /// A record that was removed since it had expired has left no tag, and may be made again.
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

        /// Many first logins of one person at the same time make one record, and each its session.
        case firstLoginsMakeOnePerson
        /// Of many who bring one token at the same time, one is signed in.
        case tokensWorkOnce
        /// A secret that is regenerated while a sign-in is under way refuses that sign-in.
        case regeneratingStopsSignIns
        /// A person who is deleted while a session of theirs begins leaves none behind.
        case deletingStopsSessions

        // MARK: Failures

        /// Where a commit was made and its answer lost, the flow finds that out and goes on.
        case lostAnswers
        /// As ``lostAnswers``, where others have changed the same records meanwhile.
        case lostAnswersAmongOthers
        /// Where a commit wasn't made, the flow throws, and nothing has happened.
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

        /// A clock that is set back lets no used token and no used attempt in again.
        case clocksSetBack
    }
}
