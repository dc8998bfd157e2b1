#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/** A remote id as the map's key. Ids that are decimal numbers are kept exactly, others hashed. */
std::uint64_t remoteIdKey(std::string_view remoteId);
/** The same of a localized document. */
std::uint64_t localizedKey(std::string_view remoteId, std::string_view locale);

/**
 * The remote ids of one model with their record ids and digests, in memory: what a re-sync compares
 * with, 28 bytes a record. Also the set of those seen in this run. Changes since the last commit()
 * can be taken back. Not thread-safe.
 *
 * Keys are 64 bits of the id: the caller checks the id itself before it writes to the record.
 */
class DigestMap
{
public:
    using Slot = std::uint32_t;
    static constexpr Slot none = ~Slot{0};

    /** @p versioned: keeps a second digest, of the cache field. */
    explicit DigestMap(bool versioned);

    void reserve(std::size_t count);
    /** The record's slot, also when the record is gone (isLive); none: never heard of. */
    [[nodiscard]] Slot find(std::uint64_t key) const;
    /** What was read from the database; not taken back by rollback(). */
    Slot load(std::uint64_t key, std::int64_t id, std::uint64_t digest, std::uint64_t version);

    /** A new record, or one that comes back in its old slot. */
    Slot add(std::uint64_t key, std::int64_t id, std::uint64_t digest, std::uint64_t version);
    void set(Slot slot, std::uint64_t digest, std::uint64_t version);
    void remove(Slot slot);
    /** False: it was marked already in this run. */
    bool markSeen(Slot slot);

    [[nodiscard]] bool isLive(Slot slot) const { return m_ids[slot] != 0; }
    [[nodiscard]] bool isSeen(Slot slot) const { return (m_seen[slot / 64] >> (slot % 64)) & 1U; }
    [[nodiscard]] std::int64_t id(Slot slot) const { return m_ids[slot]; }
    [[nodiscard]] std::uint64_t digest(Slot slot) const { return m_digests[slot]; }
    [[nodiscard]] std::uint64_t version(Slot slot) const
    {
        return m_versioned ? m_versions[slot] : 0;
    }
    [[nodiscard]] std::int64_t liveCount() const { return m_live; }
    [[nodiscard]] std::int64_t unseenCount() const { return m_live - m_seenLive; }
    /** The first @p limit live slots that are not seen. */
    [[nodiscard]] std::vector<Slot> unseen(std::size_t limit) const;

    void commit();
    void rollback();

    /** The seen records as intervals of record ids; opaque, and stable while the same records are
     * live. */
    [[nodiscard]] std::string seenSet() const;
    /** False: @p seen is not from seenSet(). */
    bool restoreSeen(std::string_view seen);

private:
    /** The beginning of the slots, where all are seen: one interval of ids, which grows. */
    struct Prefix
    {
        std::size_t words = 0; ///< Of 64 slots.
        std::int64_t first = 0;
        std::int64_t end = 0;
    };
    struct Undo
    {
        Slot slot;
        std::int64_t id;
        std::uint64_t digest;
        std::uint64_t version;
    };

    [[nodiscard]] std::size_t home(std::uint64_t key) const;
    [[nodiscard]] Slot look(std::uint64_t key) const;
    void place(Slot slot) const;
    Slot append(std::uint64_t key, std::int64_t id, std::uint64_t digest, std::uint64_t version);
    void grow(std::size_t capacity) const;
    void remember(Slot slot);
    void setSeen(Slot slot, bool seen);
    void setId(Slot slot, std::int64_t id);
    [[nodiscard]] std::vector<Slot> slotsById() const;
    void forgetPrefix(Slot slot)
    {
        if (slot / 64 < m_prefix.words)
            m_prefix = {};
    }

    bool m_versioned;
    bool m_ordered = true; ///< Slots ascend with their record ids.
    /** Open addressing; none: free. Empty until it is asked for: a source that lists its records in
     * the order in which they were stored needs none. */
    mutable std::vector<Slot> m_index;
    mutable Slot m_next = 0; ///< Behind the slot found last: probably the next one.
    std::vector<std::uint64_t> m_keys;
    std::vector<std::int64_t> m_ids; ///< 0: gone.
    std::vector<std::uint64_t> m_digests;
    std::vector<std::uint64_t> m_versions;
    std::vector<std::uint64_t> m_seen; ///< A bit per slot.
    mutable Prefix m_prefix; ///< As of the last seenSet(), so that the next one begins behind it.
    std::int64_t m_live = 0;
    std::int64_t m_seenLive = 0;
    std::vector<Undo> m_undo;
    std::vector<Slot> m_newlySeen;
};

} // namespace syncline
