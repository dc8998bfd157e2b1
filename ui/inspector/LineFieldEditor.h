#pragma once

#include "ui/inspector/FieldEditor.h"

class QAction;
class QLineEdit;

namespace syncline::ui {

/** Text, numbers, dates: one line. An empty text and "not set" are two things; the × makes it "not
 * set". */
class LineFieldEditor final : public FieldEditor
{
    Q_OBJECT

public:
    LineFieldEditor(const FieldDef &field, QWidget *parent);

    /** @p text as a value of @p field; the Error says what was expected. */
    static Result<Value> parse(const FieldDef &field, const QString &text);

protected:
    void show(const Value &value) override;
    void applyEditable(bool isEditable) override;
    [[nodiscard]] QWidget *control() const override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void updateUnset();
    /** Whether the control has exactly @p text, which it was given. */
    [[nodiscard]] bool holds(const std::string &text) const;

    QLineEdit *m_edit;
    QAction *m_unset;
    bool m_isWhole = true;
};

} // namespace syncline::ui
