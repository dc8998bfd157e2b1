#include "core/project/StorageKey.h"

#include "core/base/Clock.h"

#include <algorithm>
#include <array>

#include <xxhash.h>

namespace syncline {

namespace {

constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::size_t keyLength = 10; // 50 bits

std::string_view prefixOf(StorageKind kind)
{
    return kind == StorageKind::Model ? "m_" : "f_";
}

std::string keyOf(std::string_view start, std::uint64_t bits)
{
    std::string key(start);
    for (std::size_t i = 0; i < keyLength; ++i) {
        key += alphabet[bits & 31U];
        bits >>= 5U;
    }
    return key;
}

} // namespace

std::string makeStorageKey(Random &random, std::string_view prefix)
{
    return keyOf(prefix, random.next());
}

std::string derivedStorageKey(StorageKind kind, std::string_view name)
{
    return keyOf(prefixOf(kind), XXH3_64bits(name.data(), name.size()));
}

bool isStorageKey(StorageKind kind, std::string_view key)
{
    if (key.size() <= 2 || key.size() > 64 || !key.starts_with(prefixOf(kind)))
        return false;
    return std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

std::string contentHash(std::string_view content)
{
    constexpr std::string_view digits = "0123456789abcdef";
    const std::uint64_t hash = XXH3_64bits(content.data(), content.size());
    std::string text;
    for (unsigned shift = 64; shift > 0; shift -= 4)
        text += digits[(hash >> (shift - 4)) & 15U];
    return text;
}

} // namespace syncline
