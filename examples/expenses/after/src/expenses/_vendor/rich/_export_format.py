# Vendored by vendorize from rich 15.0.0: rich/_export_format.py (licence: MIT)
CONSOLE_HTML_FORMAT = """\
<!DOCTYPE html>
<html>
<head>
<meta charset="UTF-8">
<style>
{stylesheet}
body {{
    color: {foreground};
    background-color: {background};
}}
</style>
</head>
<body>
    <pre style="font-family:Menlo,'DejaVu Sans Mono',consolas,'Courier New',monospace"><code style="font-family:inherit">{code}</code></pre>
</body>
</html>
"""

__getattr__ = __import__("expenses._vendor._support", fromlist=["removed"]).removed('rich._export_format', 'rich 15.0.0', 'CONSOLE_SVG_FORMAT _SVG_CLASSES_PREFIX _SVG_FONT_FAMILY')
