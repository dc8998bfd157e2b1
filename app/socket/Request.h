#pragma once

#include "app/cli/VerbContext.h"
#include "core/base/Result.h"

#include <string>
#include <string_view>
#include <vector>

namespace syncline::cli {

/** Raised when the two ends could not understand each other any more. */
inline constexpr int protocolVersion = 1;

/** A verb that one program asks another to run. A value; crosses the socket as JSON. */
struct Request
{
    struct Terminal
    {
        bool isTerminal = false;
        int columns = 0;
    };

    std::string verb;
    std::vector<std::string> words; ///< After the verb.
    Caller caller;
    Terminal out;
    Terminal err;

    [[nodiscard]] std::string toJson() const;
    static Result<Request> fromJson(std::string_view json);
};

/** What the server says about itself first. */
struct Welcome
{
    int protocol = protocolVersion;
    std::string version;
    std::string project; ///< Real path.
    std::string environment;

    [[nodiscard]] std::string toJson() const;
    static Result<Welcome> fromJson(std::string_view json);
};

} // namespace syncline::cli
