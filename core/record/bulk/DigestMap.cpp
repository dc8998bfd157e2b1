#include "core/record/bulk/DigestMap.h"

#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <numeric>

namespace syncline {

namespace {

constexpr std::size_t smallestIndex = 1024;
constexpr std::uint64_t hashedBit = std::uint64_t{1} << 63;
constexpr std::size_t exactDigits = 18;

bool isExactNumber(std::string_view text)
{
    if (text.empty() || text.size() > exactDigits || (text.front() == '0' && text.size() > 1))
        return false;
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

void writeVarint(std::string &out, std::uint64_t number)
{
    while (number >= 0x80) {
        out += static_cast<char>(number | 0x80);
        number >>= 7;
    }
    out += static_cast<char>(number);
}

bool readVarint(std::string_view &in, std::uint64_t &number)
{
    number = 0;
    for (int shift = 0; shift < 64 && !in.empty(); shift += 7) {
        const auto byte = static_cast<unsigned char>(in.front());
        in.remove_prefix(1);
        number |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
        if (byte < 0x80)
            return true;
    }
    return false;
}

} // namespace

std::uint64_t remoteIdKey(std::string_view remoteId)
{
    if (!isExactNumber(remoteId))
        return XXH3_64bits(remoteId.data(), remoteId.size()) | hashedBit;
    std::uint64_t number = 0;
    for (const char c : remoteId)
        number = number * 10 + static_cast<std::uint64_t>(c - '0');
    return number;
}

std::uint64_t localizedKey(std::string_view remoteId, std::string_view locale)
{
    if (locale.empty())
        return remoteIdKey(remoteId);
    std::string both(locale);
    both += '\n';
    both += remoteId;
    return remoteIdKey(both);
}

DigestMap::DigestMap(bool versioned)
    : m_versioned(versioned)
{
}

void DigestMap::reserve(std::size_t count)
{
    m_keys.reserve(count);
    m_ids.reserve(count);
    m_digests.reserve(count);
    if (m_versioned)
        m_versions.reserve(count);
    m_seen.reserve(count / 64 + 1);
}

std::size_t DigestMap::home(std::uint64_t key) const
{
    // Fibonacci hashing: neighbours in number are spread over the table.
    return (key * 0x9E3779B97F4A7C15ULL) >> (64 - std::countr_zero(m_index.size()));
}

DigestMap::Slot DigestMap::find(std::uint64_t key) const
{
    Slot slot = m_next;
    if (slot >= m_keys.size() || m_keys[slot] != key)
        slot = look(key);
    if (slot != none)
        m_next = slot + 1;
    return slot;
}

DigestMap::Slot DigestMap::look(std::uint64_t key) const
{
    if (m_index.empty())
        grow(std::bit_ceil(std::max(smallestIndex, m_keys.size() * 2)));
    const std::size_t mask = m_index.size() - 1;
    for (std::size_t at = home(key);; at = (at + 1) & mask) {
        const Slot slot = m_index[at];
        if (slot == none || m_keys[slot] == key)
            return slot;
    }
}

void DigestMap::place(Slot slot) const
{
    const std::size_t mask = m_index.size() - 1;
    std::size_t at = home(m_keys[slot]);
    while (m_index[at] != none)
        at = (at + 1) & mask;
    m_index[at] = slot;
}

void DigestMap::grow(std::size_t capacity) const
{
    m_index.assign(capacity, none);
    for (Slot slot = 0; slot < m_keys.size(); ++slot)
        place(slot);
}

DigestMap::Slot DigestMap::append(std::uint64_t key, std::int64_t id, std::uint64_t digest,
                                  std::uint64_t version)
{
    if (!m_index.empty() && (m_keys.size() + 1) * 10 > m_index.size() * 7)
        grow(m_index.size() * 2);
    const auto slot = static_cast<Slot>(m_keys.size());
    m_ordered = m_ordered && (m_ids.empty() || m_ids.back() < id);
    m_keys.push_back(key);
    m_ids.push_back(id);
    m_digests.push_back(digest);
    if (m_versioned)
        m_versions.push_back(version);
    if (slot % 64 == 0)
        m_seen.push_back(0);
    if (!m_index.empty())
        place(slot);
    ++m_live;
    return slot;
}

DigestMap::Slot DigestMap::load(std::uint64_t key, std::int64_t id, std::uint64_t digest,
                                std::uint64_t version)
{
    return append(key, id, digest, version);
}

void DigestMap::remember(Slot slot)
{
    m_undo.push_back({slot, m_ids[slot], m_digests[slot], version(slot)});
}

void DigestMap::setId(Slot slot, std::int64_t id)
{
    if (m_ids[slot] == id)
        return;
    forgetPrefix(slot);
    const int liveBefore = m_ids[slot] != 0 ? 1 : 0;
    const int liveAfter = id != 0 ? 1 : 0;
    m_ids[slot] = id;
    m_ordered = m_ordered && liveAfter == 0;
    m_live += liveAfter - liveBefore;
    if (isSeen(slot))
        m_seenLive += liveAfter - liveBefore;
}

void DigestMap::setSeen(Slot slot, bool seen)
{
    if (isSeen(slot) == seen)
        return;
    forgetPrefix(slot);
    m_seen[slot / 64] ^= std::uint64_t{1} << (slot % 64);
    if (isLive(slot))
        m_seenLive += seen ? 1 : -1;
}

DigestMap::Slot DigestMap::add(std::uint64_t key, std::int64_t id, std::uint64_t digest,
                               std::uint64_t version)
{
    Slot slot = find(key);
    if (slot == none) {
        slot = append(key, id, digest, version);
        m_undo.push_back({slot, 0, 0, 0});
        return slot;
    }
    remember(slot);
    setId(slot, id);
    m_digests[slot] = digest;
    if (m_versioned)
        m_versions[slot] = version;
    return slot;
}

void DigestMap::set(Slot slot, std::uint64_t digest, std::uint64_t version)
{
    remember(slot);
    m_digests[slot] = digest;
    if (m_versioned)
        m_versions[slot] = version;
}

void DigestMap::remove(Slot slot)
{
    remember(slot);
    setId(slot, 0);
}

bool DigestMap::markSeen(Slot slot)
{
    if (isSeen(slot))
        return false;
    setSeen(slot, true);
    m_newlySeen.push_back(slot);
    return true;
}

std::vector<DigestMap::Slot> DigestMap::unseen(std::size_t limit) const
{
    std::vector<Slot> slots;
    for (std::size_t word = 0; word < m_seen.size() && slots.size() < limit; ++word) {
        if (m_seen[word] == ~std::uint64_t{0})
            continue;
        const auto first = static_cast<Slot>(word * 64);
        const auto last = static_cast<Slot>(std::min<std::size_t>(first + 64, m_keys.size()));
        for (Slot slot = first; slot < last && slots.size() < limit; ++slot) {
            if (isLive(slot) && !isSeen(slot))
                slots.push_back(slot);
        }
    }
    return slots;
}

void DigestMap::commit()
{
    m_undo.clear();
    m_newlySeen.clear();
}

void DigestMap::rollback()
{
    for (const Slot slot : m_newlySeen)
        setSeen(slot, false);
    for (auto undo = m_undo.rbegin(); undo != m_undo.rend(); ++undo) {
        setId(undo->slot, undo->id);
        m_digests[undo->slot] = undo->digest;
        if (m_versioned)
            m_versions[undo->slot] = undo->version;
    }
    commit();
}

std::vector<DigestMap::Slot> DigestMap::slotsById() const
{
    std::vector<Slot> slots;
    slots.reserve(static_cast<std::size_t>(m_live));
    for (Slot slot = 0; slot < m_keys.size(); ++slot) {
        if (isLive(slot))
            slots.push_back(slot);
    }
    if (!m_ordered)
        std::ranges::sort(slots, {}, [this](Slot slot) { return m_ids[slot]; });
    return slots;
}

std::string DigestMap::seenSet() const
{
    std::string out = "1"; // the format
    std::int64_t last = 0;
    std::int64_t first = 0; // of the interval under way; 0: none
    std::int64_t end = 0;
    const auto close = [&] {
        if (first == 0)
            return;
        writeVarint(out, static_cast<std::uint64_t>(first - last));
        writeVarint(out, static_cast<std::uint64_t>(end - first));
        last = end;
        first = 0;
    };
    const auto visit = [&](Slot slot) {
        if (!isSeen(slot))
            return close();
        if (first == 0)
            first = m_ids[slot];
        end = m_ids[slot];
    };
    if (!m_ordered) {
        for (const Slot slot : slotsById())
            visit(slot);
        close();
        return out;
    }
    first = m_prefix.first;
    end = m_prefix.end;
    for (std::size_t word = m_prefix.words; word < m_seen.size(); ++word) {
        if (m_seen[word] == 0 && first == 0)
            continue; // between intervals
        const auto begin = static_cast<Slot>(word * 64);
        const auto stop = static_cast<Slot>(std::min<std::size_t>(begin + 64, m_keys.size()));
        const bool all = m_seen[word] == ~std::uint64_t{0};
        if (all && first != 0 && m_ids[stop - 1] != 0) { // inside an interval: only its end moves
            end = m_ids[stop - 1];
        } else {
            for (Slot slot = begin; slot < stop; ++slot) {
                if (isLive(slot))
                    visit(slot);
            }
        }
        if (all && word == m_prefix.words)
            m_prefix = {.words = word + 1, .first = first, .end = end};
    }
    close();
    return out;
}

bool DigestMap::restoreSeen(std::string_view seen)
{
    if (!seen.starts_with('1'))
        return seen.empty();
    seen.remove_prefix(1);
    const std::vector<Slot> slots = slotsById();
    auto at = slots.begin();
    std::int64_t last = 0;
    while (!seen.empty()) {
        std::uint64_t gap = 0;
        std::uint64_t length = 0;
        if (!readVarint(seen, gap) || !readVarint(seen, length))
            return false;
        const std::int64_t first = last + static_cast<std::int64_t>(gap);
        last = first + static_cast<std::int64_t>(length);
        at = std::lower_bound(at, slots.end(), first,
                              [this](Slot slot, std::int64_t id) { return m_ids[slot] < id; });
        for (; at != slots.end() && m_ids[*at] <= last; ++at)
            setSeen(*at, true);
    }
    return true;
}

} // namespace syncline
