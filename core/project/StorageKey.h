#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace syncline {

class Random;

enum class StorageKind : std::uint8_t { Model, Field };

/** A new storage key: @p prefix ("m_" of models, "f_" of fields) and ten random characters of a–z
 * and 2–7. */
std::string makeStorageKey(Random &random, std::string_view prefix);

/**
 * The key of a definition whose file (written by hand) gives none: always the same for the same
 * name, so that its data is found again. Saving writes it into the file, and from then on a rename
 * keeps the data.
 */
std::string derivedStorageKey(StorageKind kind, std::string_view name);

/** Prefix and lower-case letters, digits or '_', at most 64: safe as a table or column name. */
bool isStorageKey(StorageKind kind, std::string_view key);

/** The hash under which a file's content is known: xxh3 (64 bits) in hex. */
std::string contentHash(std::string_view content);

} // namespace syncline
