"""Models of Delphix DCT. Field names are those on the wire; absent fields are ``None``. Source: https://help-api.delphix.com/"""
