#pragma once

namespace syncline {

/** Named read-only queries: Engine::views(). Asynchronous and thread-safe like the Engine. */
class Views
{
public:
    virtual ~Views() = default;
};

} // namespace syncline
