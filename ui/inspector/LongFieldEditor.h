#pragma once

#include "ui/inspector/FieldEditor.h"

class QPlainTextEdit;
class QPushButton;

namespace syncline::ui {

/**
 * Text of several lines, JSON, lists, objects. Up to 4 KB can be edited in place (JSON as its
 * text); more is shown by its beginning, read-only, and opens in a viewer.
 */
class LongFieldEditor final : public FieldEditor
{
    Q_OBJECT

public:
    LongFieldEditor(const FieldDef &field, QWidget *parent);
    static constexpr std::size_t editableBytes = 4096;

protected:
    void show(const Value &value) override;
    void applyEditable(bool isEditable) override;
    [[nodiscard]] QWidget *control() const override;

private:
    [[nodiscard]] bool isJson() const;
    [[nodiscard]] Result<Value> parse(const QString &text) const;
    void openViewer();

    QPlainTextEdit *m_edit;
    QPushButton *m_open;
    bool m_isWhole = true; ///< The control shows all of it.
};

} // namespace syncline::ui
