#pragma once

namespace syncline {

/** Edits by hand of many records at once: Engine::edits(). Asynchronous and thread-safe like the
 * Engine. */
class Edits
{
public:
    virtual ~Edits() = default;
};

} // namespace syncline
