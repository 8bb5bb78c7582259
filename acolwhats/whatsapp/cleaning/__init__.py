"""Takes everything out of a file but what is seen and heard: metadata, scripts, attachments, what hides behind its end.

Run as a process of its own for each file, with little memory and little time: `python -I -m acolwhats.whatsapp.cleaning`
reads the file and writes one line of JSON (`{"content_type": …}` or `{"problem": …}`) and the new file.

Pictures and pages are decoded and encoded anew. Of a video, picture and sound are copied into a new container, without what
cameras write between the pictures (a place, a time).
"""
