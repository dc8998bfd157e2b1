#pragma once

#include <QDialog>

#include "core/base/Value.h"

class QPlainTextEdit;

namespace syncline::ui {

/**
 * Shows a whole value, read-only, whatever its length: the text is split into lines that a text
 * widget can bear (a single line of a megabyte would stop the window for minutes). Copy gives the
 * value itself. Not modal; deletes itself when closed.
 */
class ValueViewer final : public QDialog
{
    Q_OBJECT

public:
    ValueViewer(const QString &title, const Value &value, QWidget *parent);

    /** @p text with lines of at most @p maxLine characters. */
    static QString splitLines(const QString &text, qsizetype maxLine);
    static constexpr qsizetype maxLine = 2000;
    static constexpr qsizetype maxShown = 4 * 1024 * 1024;

private:
    QString m_whole;
};

} // namespace syncline::ui
