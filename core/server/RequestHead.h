#pragma once

#include "core/net/HttpTypes.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/** Why a request is refused: the status and one sentence for its sender. */
struct Refusal
{
    int status = 0; ///< 0: not refused.
    std::string_view sentence;
};

/** Where the head of a request ends in what has been received so far: behind its empty line; 0: not
 * yet. */
std::size_t headEnd(std::string_view received, std::size_t searchFrom);

/**
 * What the parser behind it would let pass, and must not: line feeds without carriage return,
 * folded lines, NULs, too many or too long lines. Two programs that read such a head in two ways
 * can be played off against each other.
 */
Refusal checkRawHead(std::string_view head, std::size_t maxLines, std::size_t maxTarget);

/** The parsed head: Host, target, lengths and encodings. @p hosts: every allowed Host value, or
 * "*". */
Refusal checkHead(std::string_view target, const HttpHeaders &headers, unsigned version,
                  std::string_view method, const std::vector<std::string> &hosts);

} // namespace syncline
