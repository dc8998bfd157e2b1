#pragma once

#include "ui/inspector/FieldEditor.h"

class QPlainTextEdit;
class QPushButton;

namespace syncline::ui {

class MarkdownView;

/**
 * Text of several lines, Markdown with its preview, JSON, lists, objects. Up to 4 KB can be edited
 * in place (JSON as its text); more is shown by its beginning, read-only, and opens in a viewer.
 */
class LongFieldEditor final : public FieldEditor
{
    Q_OBJECT

public:
    LongFieldEditor(const FieldDef &field, QWidget *parent);
    static constexpr std::size_t editableBytes = 4096;
    /** Types whose values are lines or JSON, however short. */
    [[nodiscard]] static bool isMadeFor(FieldType type);

protected:
    void show(const Value &value) override;
    void applyEditable(bool isEditable) override;
    [[nodiscard]] QWidget *control() const override;

private:
    [[nodiscard]] bool isJson() const;
    [[nodiscard]] Result<Value> parse(const QString &text) const;
    void openViewer();
    void addPreview();
    void updatePreview();
    void unset();
    void fitHeight();
    /** What is in the control, with the line ends that the value has. */
    [[nodiscard]] QString text() const;
    bool eventFilter(QObject *watched, QEvent *event) override;

    QPlainTextEdit *m_edit;
    QPushButton *m_open;
    QPushButton *m_unset;
    QPushButton *m_previewSwitch = nullptr; ///< Rich text only.
    MarkdownView *m_preview = nullptr;
    bool m_isWhole = true;     ///< The control shows all of it, and can give it back.
    bool m_endsInCrLf = false; ///< Its lines.
};

} // namespace syncline::ui
