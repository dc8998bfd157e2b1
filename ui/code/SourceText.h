#pragma once

#include <QByteArray>
#include <QString>

#include <string>

namespace syncline::ui {

/**
 * What the bytes of a file are to an editor: a text in UTF-8 without byte order mark, and what is
 * needed to write the same bytes again. What would not come back the same (bytes that are no UTF-8,
 * NUL) or is too much for an editor has a fault: it is shown, not edited.
 */
struct SourceText
{
    enum class Fault : unsigned char { None, NotUtf8, HasNul, TooLarge };
    enum class LineEnd : unsigned char { Lf, CrLf, Cr };

    QByteArray text;
    bool hasMark = false; ///< A byte order mark stands before it.
    Fault fault = Fault::None;
    LineEnd lineEnd = LineEnd::Lf; ///< Of most lines; every line keeps its own.
    bool isMixed = false;          ///< Lines end differently.
    bool usesTabs = false;
    int indent = defaultIndent; ///< Columns of one level, as its first indented line has it.

    static constexpr int defaultIndent = 2; ///< As the project templates have it.
    static constexpr qsizetype maxEdited = 2 * 1024 * 1024;
};

[[nodiscard]] SourceText readSource(const std::string &bytes);
/** The bytes of a file with this text. */
[[nodiscard]] std::string sourceBytes(const QByteArray &text, bool hasMark);
[[nodiscard]] QString lineEndName(SourceText::LineEnd lineEnd);

} // namespace syncline::ui
