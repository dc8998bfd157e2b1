#pragma once

namespace syncline {

/** What became of records, and bringing it back: Engine::histories(). Asynchronous and thread-safe
 * like the Engine. */
class Histories
{
public:
    virtual ~Histories() = default;
};

} // namespace syncline
