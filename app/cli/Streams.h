#pragma once

#include "core/base/Result.h"
#include "core/base/Task.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace syncline::cli {

/** Where a verb writes: the program's own standard output, or that of a program at the other end of
 * the local socket. Used on one thread. */
class Output
{
public:
    virtual ~Output() = default;
    /** Takes @p bytes at once; how far they got is drained()'s business. */
    virtual void write(std::string_view bytes) = 0;
    /** Waits until little is left to send; false: nobody reads any more, so stop. */
    virtual Task<bool> drained() = 0;
    [[nodiscard]] virtual bool isTerminal() const = 0;
    /** Width of the terminal; 0: none. */
    [[nodiscard]] virtual int columns() const = 0;
};

/** Standard input. */
class Input
{
public:
    virtual ~Input() = default;
    /** Everything to its end, at most 64 MB. */
    virtual Task<Result<std::string>> readAll() = 0;

    static constexpr std::size_t maxBytes = 64U * 1024 * 1024;
};

} // namespace syncline::cli
