#pragma once

#include <QString>

namespace syncline::ui {

/** Something wrong at a place of the text in an editor. */
struct CodeProblem
{
    int line = 0;   ///< 1-based; 0: the file as a whole.
    int column = 0; ///< 1-based, in bytes; 0: the whole line.
    QString message;
    bool isWarning = false;
    bool operator==(const CodeProblem &) const = default;
};

} // namespace syncline::ui
